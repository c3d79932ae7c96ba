import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { functionTypes, refusedFunctions } from "../../../provider/functions/index.ts";
import { refusedTypes, resourceTypes } from "../../../provider/resources/index.ts";
import type { Field, Shape } from "../../../provider/tables/shape.ts";

/** A property's type in short: `string`, `[ContainerPort]`, `{string}`, with `!` where it must be given. */
type Types = Readonly<Record<string, string>>;

const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/docker/package.json"));
const types = await resourceTypes();
const nested = interfacesOf(join(sdk, "types/input.d.ts"));

describe("provider: the package's properties", () => {
  for (const type of types) {
    const { token } = type;
    const [name = "", file = ""] = [token.split(":").at(-1), /index\/(\w+)/.exec(token)?.[1]];

    it(`of ${name} are all known, as the SDK declares them`, () => {
      const declared = interfacesOf(join(sdk, `${file}.d.ts`)).get(`${name}Args`);
      const refused = Object.entries(type.table).flatMap(([key, field]) => (field.refused ? [key] : []));
      assert.deepEqual(typesOf(type.table), without(declared ?? {}, refused));
      for (const [objectName, fields] of objectsIn(type.table)) {
        assert.deepEqual(typesOf(fields), nested.get(objectName), objectName);
      }
    });
  }

  it("of its functions are all known, as the SDK declares them", async () => {
    const results = interfacesOf(join(sdk, "types/output.d.ts"));
    for (const type of await functionTypes()) {
      const name = type.token.split(":").at(-1) ?? "";
      const declared = interfacesOf(join(sdk, `${name}.d.ts`));
      const capital = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      assert.deepEqual(upper(typesOf(type.arguments)), upper(declared.get(`${capital}Args`) ?? {}), name);
      const answer = typesOf({ ...type.arguments, ...required(type.results) });
      assert.deepEqual(upper(answer), upper(declared.get(`${capital}Result`) ?? {}), name);
      for (const [objectName, fields] of objectsIn(type.results)) {
        const found = results.get(`${objectName.slice(0, 1).toUpperCase()}${objectName.slice(1)}`) ?? {};
        assert.deepEqual(Object.keys(fields).sort(), Object.keys(found).sort(), objectName);
      }
    }
  });

  it("know each of its functions, or refuse it by name", async () => {
    const files = readdirSync(sdk).filter(file => /^get.*\.js$/.test(file));
    const tokens = files.flatMap(file =>
      [...readFileSync(join(sdk, file), "utf8").matchAll(/"(docker:index\/get\w+:get\w+)"/g)].map(
        ([, token]) => token ?? "",
      ),
    );
    const method = /"(pulumi:providers:docker\/\w+)"/.exec(
      readFileSync(join(sdk, "provider.js"), "utf8"),
    )?.[1];
    const known = (await functionTypes()).map(type => type.token);
    assert.deepEqual([...known, ...refusedFunctions.keys()].sort(), [...new Set([...tokens, method])].sort());
  });

  it("are made of its resources alone, the others being refused by name", () => {
    const index = readFileSync(join(sdk, "index.js"), "utf8");
    const tokens = [...index.matchAll(/case "(docker:index\/\w+:\w+)":/g)].map(([, token]) => token);
    assert.deepEqual(
      [...types.map(type => type.token), ...refusedTypes.keys()].sort(),
      [...new Set(tokens)].sort(),
    );
  });
});

function typesOf(fields: Readonly<Record<string, Field>>): Types {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.refused === undefined)
      .map(([name, field]) => [name, `${shapeName(field.shape)}${field.required ? "!" : ""}`]),
  );
}

/** Fields that are always there. */
function required(fields: Readonly<Record<string, Field>>): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { ...field, required: true }]),
  );
}

/** Object types of arguments and of results differ in the case of their first letter, and in being arguments. */
function upper(types: Types): Types {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, type.replace("outputs.", "").toLowerCase()]),
  );
}

function shapeName(shape: Shape): string {
  switch (shape.kind) {
    case "integer":
      return "number";
    case "map":
      return "{string}";
    case "list":
      return `[${shapeName(shape.of)}]`;
    case "object":
      return shape.name;
    default:
      return shape.kind;
  }
}

function objectsIn(fields: Readonly<Record<string, Field>>): Map<string, Readonly<Record<string, Field>>> {
  const found = new Map<string, Readonly<Record<string, Field>>>();
  const visit = (shape: Shape): void => {
    if (shape.kind === "list") visit(shape.of);
    if (shape.kind !== "object") return;
    found.set(shape.name, shape.fields);
    for (const field of Object.values(shape.fields)) visit(field.shape);
  };
  for (const field of Object.values(fields)) if (field.refused === undefined) visit(field.shape);
  return found;
}

/** The interfaces a declaration file exports. */
function interfacesOf(path: string): Map<string, Types> {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found = new Map<string, Types>();
  source.forEachChild(node => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const members = node.members.filter(ts.isPropertySignature);
    found.set(
      node.name.text,
      Object.fromEntries(
        members.map(member => [
          member.name.getText(),
          `${typeName(member.type)}${member.questionToken === undefined ? "!" : ""}`,
        ]),
      ),
    );
  });
  return found;
}

function typeName(node: ts.TypeNode | undefined): string {
  if (node === undefined) return "unknown";
  if (ts.isUnionTypeNode(node)) {
    return typeName(node.types.find(part => part.kind !== ts.SyntaxKind.UndefinedKeyword));
  }
  if (ts.isArrayTypeNode(node)) return `[${typeName(node.elementType)}]`;
  if (ts.isTypeLiteralNode(node)) {
    const [member] = node.members;
    return `{${typeName(member !== undefined && ts.isIndexSignatureDeclaration(member) ? member.type : undefined)}}`;
  }
  if (!ts.isTypeReferenceNode(node)) return node.getText();
  const [argument] = node.typeArguments ?? [];
  return argument === undefined ? node.typeName.getText().replace(/^inputs\./, "") : typeName(argument);
}

function without(types: Types, names: readonly string[]): Types {
  return Object.fromEntries(Object.entries(types).filter(([name]) => !names.includes(name)));
}
