import { join } from "node:path";
import ts from "typescript";
import type { Roles } from "./members.ts";

/** What the compiler knows of the components. */
export interface Sources {
  readonly checker: ts.TypeChecker;
  /** The interface with the arguments of each component. */
  readonly argumentsOf: ts.Type;
  /** The components' classes, by their names. */
  readonly classes: ReadonlyMap<string, ts.Symbol>;
  readonly roles: Roles;
}

/**
 * Reads the types of the components and of their arguments.
 *
 * @param root the checkout.
 * @param names of the components that are wanted.
 */
export function readSources(root: string, names: readonly string[]): Sources {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const files = ["languages/forms.ts", "components/index.ts"].map(file => join(root, file));
  const program = ts.createProgram(files, { ...options, noCheck: true });
  const checker = program.getTypeChecker();
  const [formsModule, components] = files.map(file => exportsOf(program, checker, file));
  const argumentsOf = formsModule?.get("ArgumentsOf");
  if (argumentsOf === undefined || components === undefined) throw new Error("There are no components here.");
  const classes = new Map([...components].filter(([name]) => names.includes(name)));
  const able = (role: string): string[] => {
    const wanted = components.get(role);
    if (wanted === undefined) throw new Error(`There is no ${role}.`);
    const type = checker.getDeclaredTypeOfSymbol(wanted);
    return [...classes]
      .filter(([, one]) => checker.isTypeAssignableTo(checker.getDeclaredTypeOfSymbol(one), type))
      .map(([name]) => name)
      .sort();
  };
  return {
    checker,
    argumentsOf: checker.getDeclaredTypeOfSymbol(argumentsOf),
    classes,
    roles: {
      components: new Set(classes.keys()),
      byRole: { Linkable: able("Linkable"), Mountable: able("Mountable") },
      named: new Set(["Linkable"]),
    },
  };
}

function exportsOf(program: ts.Program, checker: ts.TypeChecker, file: string): Map<string, ts.Symbol> {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return new Map(
    (module ? checker.getExportsOfModule(module) : []).map(one => [
      one.name,
      one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one,
    ]),
  );
}
