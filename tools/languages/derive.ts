import ts from "typescript";
import type { ComponentName } from "../../languages/forms.ts";
import {
  anyRef,
  type ComplexTypeSpec,
  type PackageSpec,
  type PropertySpec,
  type ResourceSpec,
  resourcesRef,
  type TypeSpec,
  typesRef,
} from "../../languages/spec.ts";
import { commentOf } from "./comments.ts";
import { fits } from "./fits.ts";
import {
  constantOf,
  defOf,
  type Form,
  holdsSecrets,
  isUntyped,
  isWhole,
  optionsOf,
  shapeOf,
  withoutOptional,
  wordsOf,
} from "./form.ts";
import { type Member, type Members, membersOf, type Roles } from "./members.ts";
import {
  capital,
  declaringOf,
  nameOf,
  type Place,
  plainly,
  tokenOf,
  typeName,
  united,
  withArticle,
  within,
  wordFor,
} from "./names.ts";
import { readSources } from "./sources.ts";

type Forms = Readonly<Record<ComponentName, Form>>;

/**
 * Derives the package's schema: shapes from the forms that the constructors check, names and words from the types and
 * their TSDoc. The two are walked together.
 *
 * @param root the checkout.
 * @throws Error that says where a form and a type do not mean the same.
 */
export function deriveSchema(root: string, forms: Forms): Pick<PackageSpec, "types" | "resources"> {
  const derivation = new Derivation(root, forms);
  const resources = derivation.resources();
  if (derivation.differences.length > 0) {
    const lines = derivation.differences.map(line => `  - ${line}`);
    throw new Error(["Forms and types do not mean the same:", ...lines].join("\n"));
  }
  const types = Object.fromEntries([...derivation.types].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { types, resources };
}

class Derivation {
  readonly types = new Map<string, ComplexTypeSpec>();
  readonly differences: string[] = [];
  readonly #forms: Forms;
  readonly #checker: ts.TypeChecker;
  readonly #args: ts.Type;
  readonly #classes: ReadonlyMap<string, ts.Symbol>;
  readonly #roles: Roles;

  constructor(root: string, forms: Forms) {
    this.#forms = forms;
    const { checker, argumentsOf, classes, roles } = readSources(root, Object.keys(forms));
    this.#checker = checker;
    this.#args = argumentsOf;
    this.#classes = classes;
    this.#roles = roles;
  }

  resources(): Record<string, ResourceSpec> {
    const names = Object.keys(this.#forms).sort() as ComponentName[];
    return Object.fromEntries(names.map(name => [tokenOf(name), this.#resource(name)]));
  }

  #resource(name: ComponentName): ResourceSpec {
    const args = this.#args.getProperty(name);
    const component = this.#classes.get(name);
    if (args === undefined || component === undefined) throw new Error(`${name} is no exported component.`);
    const place = { path: name, owner: name, property: "", inType: false };
    const inputs = this.#properties(this.#forms[name], this.#checker.getTypeOfSymbol(args), place);
    const outputs = this.#outputs(name, component);
    const without = inputs.functions.map(one => `Not in this language: ${one}, which is a function.`);
    return {
      isComponent: true,
      description: commentOf(this.#checker, component, without),
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
      properties: outputs,
      required: Object.keys(outputs).sort(),
    };
  }

  /** An object's properties, which its form and its type must both have. */
  #properties(form: Form, type: ts.Type, { path, owner, inType }: Place) {
    const shape = shapeOf(form) ?? {};
    const symbols = new Map(this.#checker.getPropertiesOfType(type).map(one => [one.name, one]));
    for (const name of symbols.keys())
      if (!Object.hasOwn(shape, name)) this.#differs(`${path}.${name}`, "has a type and no form");
    const properties: Record<string, PropertySpec> = {};
    const required: string[] = [];
    const functions: string[] = [];
    // In the form's order: the compiler's own is one that changes.
    for (const [name, inner] of Object.entries(shape)) {
      const symbol = symbols.get(name);
      const at = `${path}.${name}`;
      if (symbol === undefined) {
        this.#differs(at, "has a form and no type");
        continue;
      }
      const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
      const bare = withoutOptional(inner);
      if (optional !== (bare !== inner)) this.#differs(at, "is optional in one alone");
      const members = membersOf(this.#checker, this.#checker.getTypeOfSymbol(symbol), this.#roles);
      const place = { path: at, owner: declaringOf(symbol) ?? owner, property: name, inType };
      if (members.members.some(({ kind }) => kind === "function")) {
        if (defOf(bare).type !== "custom") this.#differs(at, "is a function to its type alone");
        functions.push(name);
        continue;
      }
      const spec = this.#spec(bare, members, place);
      properties[name] = {
        description: commentOf(this.#checker, symbol),
        ...spec,
        ...constantOf(bare, name),
        ...(holdsSecrets(bare) ? { secret: true } : {}),
      };
      if (!optional) required.push(name);
    }
    return { properties, required: required.sort(), functions };
  }

  #spec(form: Form, { members, input }: Members, place: Place): TypeSpec {
    if (isUntyped(form)) return { $ref: anyRef };
    const options = optionsOf(form);
    const unused = new Set(options);
    const specs = members.map((member): [number, TypeSpec] => {
      const fitting = options.filter(option => fits(this.#checker, option, member, input));
      const [first] = fitting;
      if (first === undefined) {
        this.#differs(place.path, `is a ${wordFor(member)} to its type, and none to its form`);
        return [0, { $ref: anyRef }];
      }
      for (const option of fitting) unused.delete(option);
      const inner = this.#member(first, member, { ...place, inUnion: members.length > 1 });
      return [options.indexOf(first), inner];
    });
    for (const option of unused)
      this.#differs(place.path, `takes ${withArticle(defOf(option).type)} that is none to its type`);
    if (members.some(({ kind }) => kind === "resource")) return { $ref: anyRef };
    const inOrder = specs.sort(([left], [right]) => left - right).map(([, spec]) => spec);
    return this.#tagged(united(input ? inOrder : inOrder.map(plainly)));
  }

  /** Objects that are told apart by their `kind` say so. */
  #tagged(spec: TypeSpec): TypeSpec {
    const mapping = (spec.oneOf ?? []).flatMap(({ $ref = "" }): [string, string][] => {
      const kind = this.types.get($ref.slice(typesRef.length))?.properties?.["kind"]?.const;
      return kind === undefined ? [] : [[kind, $ref]];
    });
    if (mapping.length === 0 || mapping.length < (spec.oneOf ?? []).length) return spec;
    return { ...spec, discriminator: { propertyName: "kind", mapping: Object.fromEntries(mapping) } };
  }

  #member(form: Form, member: Member, place: Place): TypeSpec {
    const def = defOf(form);
    switch (member.kind) {
      case "string":
      case "boolean":
        return { type: member.kind };
      case "number":
        return { type: def.type === "number" && isWhole(form) ? "integer" : "number" };
      case "words":
        return place.inUnion || (def.type === "literal" && place.property === "kind")
          ? { type: "string" }
          : this.#enumeration(wordsOf(form).map(String), place);
      case "list":
        if (def.type !== "array") throw new Error("A list's form is one.");
        return { type: "array", items: this.#spec(def.element, this.#of(member.of), within(place, "[]")) };
      case "record": {
        if (def.type !== "record") throw new Error("A record's form is one.");
        const inner = this.#spec(def.valueType, this.#of(member.of), within(place, ".*"));
        return { type: "object", additionalProperties: inner };
      }
      case "object":
        return this.#object(form, member.type, place);
      case "component": {
        // SDKs in Python cannot have components that name each other, nor objects that name components.
        const untyped = place.inType || member.named;
        const refs = member.names.map((name): TypeSpec => ({ $ref: `${resourcesRef}${tokenOf(name)}` }));
        const all = untyped ? [{ $ref: anyRef }] : refs;
        // A name is plain; the string beside a volume, which is an input, is the name of one on the engine.
        return united(member.named ? [...all, { type: "string", plain: true }] : all);
      }
      default:
        return { $ref: anyRef };
    }
  }

  #of(type: ts.Type): Members {
    return membersOf(this.#checker, type, this.#roles);
  }

  #object(form: Form, type: ts.Type, place: Place): TypeSpec {
    const named = nameOf(type) ?? `${typeName(place.owner)}${capital(place.property)}`;
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const { properties, required, functions } = this.#properties(form, type, {
      ...place,
      owner: named,
      inType: true,
    });
    const notes = functions.map(one => `Not in this language: ${one}, which is a function.`);
    const said =
      symbol && nameOf(type) !== undefined ? commentOf(this.#checker, symbol, notes) : notes.join("\n\n");
    return this.#named(typeName(named), { type: "object", description: said, properties, required }, place);
  }

  #enumeration(words: readonly string[], place: Place): TypeSpec {
    const name = `${typeName(place.owner)}${capital(place.property)}`;
    const values = words.map(value => ({ name: value.split("-").map(capital).join(""), value }));
    return this.#named(name, { type: "string", enum: values }, place);
  }

  #named(name: string, spec: ComplexTypeSpec, { path }: Place): TypeSpec {
    const token = tokenOf(name);
    const before = this.types.get(token);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(spec)) {
      this.#differs(path, `is another ${name} than the one before`);
    }
    this.types.set(token, spec);
    return { $ref: `${typesRef}${token}` };
  }

  /** What a component has of its own: its fields, all of which are outputs. */
  #outputs(name: string, component: ts.Symbol): Record<string, PropertySpec> {
    const outputs: Record<string, PropertySpec> = {};
    for (const symbol of component.members?.values() ?? []) {
      if (!(symbol.flags & ts.SymbolFlags.Property)) continue;
      const { aliasTypeArguments = [] } = this.#checker.getTypeOfSymbol(symbol);
      const [type] = aliasTypeArguments;
      if (type === undefined) {
        this.#differs(`${name}.${symbol.name}`, "is a field and no output");
        continue;
      }
      outputs[symbol.name] = { description: commentOf(this.#checker, symbol), ...this.#output(type) };
    }
    return outputs;
  }

  #output(type: ts.Type): TypeSpec {
    const [member] = this.#of(type).members;
    switch (member?.kind) {
      case "string":
        return { type: "string" };
      // Ports, and counts.
      case "number":
        return { type: "integer" };
      case "list":
        return { type: "array", items: this.#output(member.of) };
      case "record":
        return { type: "object", additionalProperties: this.#output(member.of) };
      case "object": {
        const properties = Object.fromEntries(
          this.#checker.getPropertiesOfType(member.type).map(symbol => [
            symbol.name,
            {
              description: commentOf(this.#checker, symbol),
              ...this.#output(this.#checker.getTypeOfSymbol(symbol)),
            },
          ]),
        );
        const spec = { type: "object", properties, required: Object.keys(properties).sort() } as const;
        const name = nameOf(member.type) ?? "";
        return this.#named(typeName(name), spec, { path: name, owner: name, property: "", inType: true });
      }
      case "words":
        return { type: "string" };
      default:
        return { $ref: anyRef };
    }
  }

  #differs(path: string, how: string): void {
    this.differences.push(`${path} ${how}`);
  }
}
