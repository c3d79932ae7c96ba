import { dirname, join } from "node:path";
import ts from "typescript";

/** The package's entries, by the name of their folder. */
export const entries = ["components", "topology", "policies", "provider"] as const;

export type Entry = (typeof entries)[number];

/** One declaration that those who import an entry see, or that is part of one they see. */
interface Declared {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes down what each entry of the package exports: the declarations as the compiler publishes them, in the order of
 * their names and without comments, so that a change of the interface shows in a review as what it is.
 *
 * @param root the checkout.
 * @returns the reports, by entry.
 */
export function apiReports(root: string): Map<Entry, string> {
  const published = publish(root);
  const exportsOf = new Map(entries.map(entry => [entry, exportsOfEntry(published, entry)]));
  const named = new Set([...exportsOf.values()].flatMap(exported => [...exported.values()]));
  return new Map(
    [...exportsOf].map(([entry, exported]) => [entry, report(entry, surfaceOf(published, exported, named))]),
  );
}

/** The sources as the compiler knows them, and the declarations it makes of each. */
interface Published {
  readonly root: string;
  readonly program: ts.Program;
  readonly declarations: ReadonlyMap<string, ts.SourceFile>;
}

function publish(root: string): Published {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    entries.map(entry => join(root, entry, "index.ts")),
    // Whether it is right is another test's business.
    {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      noCheck: true,
      removeComments: true,
    },
  );
  const declarations = new Map<string, ts.SourceFile>();
  program.emit(undefined, (file, text, _mark, _onError, sources) => {
    const [source] = sources ?? [];
    if (source === undefined) return;
    declarations.set(source.fileName, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  });
  return { root, program, declarations };
}

/** What an entry exports, by name. */
type Exports = ReadonlyMap<string, ts.Symbol>;

function exportsOfEntry({ program, root }: Published, entry: Entry): Exports {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(root, entry, "index.ts"));
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry}/index.ts is no module.`);
  return new Map(
    checker.getExportsOfModule(module).map(symbol => [symbol.name, original(checker, symbol)] as const),
  );
}

/** What an entry exports, and what of ours that is made of without being exported by any. */
interface Surface {
  readonly exported: readonly Declared[];
  readonly reached: readonly Declared[];
}

function surfaceOf(published: Published, exported: Exports, named: ReadonlySet<ts.Symbol>): Surface {
  const known = new Set(named);
  const waiting = [...exported.values()];
  const reached: ts.Symbol[] = [];
  for (const symbol of waiting) {
    for (const other of madeOf(published, symbol)) {
      if (known.has(other)) continue;
      known.add(other);
      reached.push(other);
      waiting.push(other);
    }
  }
  const declared = (name: string, symbol: ts.Symbol): Declared => ({
    name,
    text: publishedOf(published, symbol).map(print).join("\n"),
  });
  return {
    exported: inOrder([...exported].map(([name, symbol]) => declared(name, symbol))),
    reached: inOrder(reached.map(symbol => declared(symbol.name, symbol))),
  };
}

function original(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The published statements that declare a symbol; none for what comes from another package. */
function publishedOf({ declarations }: Published, symbol: ts.Symbol): ts.Statement[] {
  const files = new Set((symbol.declarations ?? []).map(declaration => declaration.getSourceFile().fileName));
  return [...files].flatMap(file =>
    (declarations.get(file)?.statements ?? []).filter(statement => namesOf(statement).includes(symbol.name)),
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as { name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/** The symbols of this package that a symbol's declaration names. */
function madeOf(published: Published, symbol: ts.Symbol): ts.Symbol[] {
  const { program, declarations } = published;
  const checker = program.getTypeChecker();
  return (symbol.declarations ?? []).flatMap(declaration => {
    const source = declaration.getSourceFile();
    if (!declarations.has(source.fileName)) return [];
    const found: ts.Symbol[] = [];
    const visit = (node: ts.Node): void => {
      const named = ts.isImportTypeNode(node) ? imported(published, source, node) : undefined;
      if (named !== undefined) found.push(named);
      if (ts.isIdentifier(node) && !isMember(node)) {
        const flags = ts.SymbolFlags.Type | ts.SymbolFlags.Value | ts.SymbolFlags.Alias;
        const resolved = checker.resolveName(node.text, source, flags, false);
        if (resolved !== undefined) found.push(original(checker, resolved));
      }
      ts.forEachChild(node, visit);
    };
    for (const statement of publishedOf(published, symbol)) visit(statement);
    return found.filter(other => other !== symbol && publishedOf(published, other).length > 0);
  });
}

/** What `import("./file.ts").Name` names. */
function imported(
  { program }: Published,
  source: ts.SourceFile,
  node: ts.ImportTypeNode,
): ts.Symbol | undefined {
  const { argument, qualifier } = node;
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal) || qualifier === undefined)
    return undefined;
  const file = program.getSourceFile(join(dirname(source.fileName), argument.literal.text));
  const checker = program.getTypeChecker();
  const module = file && checker.getSymbolAtLocation(file);
  const symbol = module && checker.tryGetMemberInModuleExports(qualifier.getText(), module);
  return symbol && original(checker, symbol);
}

/** True for names that belong to what they stand in: fields, parameters. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isParameter(parent) ||
      ts.isGetAccessorDeclaration(parent)) &&
    parent.name === node
  );
}

/** As text, without what classes keep to themselves. */
function print(statement: ts.Statement): string {
  const text = statement.getText().replace(/^export (declare )?|^declare /, "");
  return text.replaceAll(/^ +(private .*|#private);\n/gm, "");
}

function inOrder(declared: readonly Declared[]): Declared[] {
  return declared.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function report(entry: Entry, { exported, reached }: Surface): string {
  return [
    `# pulumi-bulkhead/${entry}`,
    "",
    "Written by `node tools/run.mjs tools/docs/api.ts`; a test holds it to be current. What changes here changes for those who import it.",
    ...section("Exported", exported),
    ...section("Part of that, and exported by no entry", reached),
    "",
  ].join("\n");
}

function section(title: string, declared: readonly Declared[]): string[] {
  if (declared.length === 0) return [];
  return ["", `## ${title}`, "", "```ts", declared.map(({ text }) => text).join("\n\n"), "```"];
}
