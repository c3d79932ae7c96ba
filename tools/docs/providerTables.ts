import { configFields } from "../../provider/config.ts";
import type { FunctionType } from "../../provider/functions/function.ts";
import { functionTypes, refusedFunctions } from "../../provider/functions/index.ts";
import { refusedTypes, resourceTypes } from "../../provider/resources/index.ts";
import type { ResourceType } from "../../provider/resources/resource.ts";
import type { Property } from "../../provider/tables/property.ts";
import type { Field, Shape } from "../../provider/tables/shape.ts";
import { markdownTable } from "./sections.ts";

type Fields = Readonly<Record<string, Field>>;

/** The generated sections of docs/provider.md by name, made from the tables the provider itself works with. */
export async function providerSections(): Promise<ReadonlyMap<string, string>> {
  const types = await resourceTypes();
  const functions = await functionTypes();
  return new Map([
    [
      "resources",
      outcomes(
        types.map(type => type.token),
        refusedTypes,
      ),
    ],
    [
      "functions",
      outcomes(
        functions.map(type => type.token),
        refusedFunctions,
      ),
    ],
    ["apis", markdownTable(["property", "engine's API"], types.flatMap(apiRows))],
    ["configuration", markdownTable(["setting", "what it is", "here"], fieldRows(configFields))],
    ...types.map(type => [nameOf(type.token), resourceSection(type)] as const),
    ...functions.map(type => [nameOf(type.token), functionSection(type)] as const),
  ]);
}

/** What is supported and what is refused, in the order of their names. */
function outcomes(supported: readonly string[], refused: ReadonlyMap<string, string>): string {
  const rows = [
    ...supported.map(token => [nameOf(token), "supported"]),
    ...[...refused].map(([token, why]) => [nameOf(token), `refused: ${why}`]),
  ];
  rows.sort(([left = ""], [right = ""]) => (left < right ? -1 : 1));
  return markdownTable(
    ["name", "here"],
    rows.map(([name, outcome = ""]) => [`\`${name}\``, outcome]),
  );
}

function resourceSection(type: ResourceType): string {
  const rows = Object.entries(type.table).flatMap(([name, property]) =>
    fieldRows({ [name]: property }).map(row => [...row, property.refused ? "" : changeWords(property)]),
  );
  const computed = Object.entries(type.computed).map(([name, { about }]) => `\`${name}\` (${about})`);
  return [
    markdownTable(["property", "what it is", "here", "a change of it"], rows),
    "",
    `Where a change replaces, ${type.exclusive.about}.`,
    ...(computed.length > 0 ? ["", `Outputs beside these: ${computed.join(", ")}.`] : []),
  ].join("\n");
}

function functionSection(type: FunctionType): string {
  return [
    markdownTable(["argument", "what it is", "here"], fieldRows(type.arguments)),
    "",
    markdownTable(
      ["result", "what it is"],
      fieldRows(type.results).map(([name = "", about = ""]) => [name, about]),
    ),
  ].join("\n");
}

/** A row for each place at which a value can be given. */
function fieldRows(fields: Fields, prefix = ""): string[][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const inner = field.refused ? {} : fieldsBelow(field.shape);
    return [
      [`\`${path}\``, field.about, outcome(field)],
      ...fieldRows(inner, `${path}${field.shape.kind === "list" ? "[]" : ""}.`),
    ];
  });
}

/** A row for each place that an engine must be new enough for. */
function apiRows(type: ResourceType): string[][] {
  const within = (fields: Fields, prefix: string): string[][] =>
    Object.entries(fields).flatMap(([name, { api, shape }]) => {
      const path = `${prefix}${name}`;
      const below = within(fieldsBelow(shape), `${path}${shape.kind === "list" ? "[]" : ""}.`);
      return api === undefined ? below : [[`\`${path}\``, api], ...below];
    });
  return within(type.table, `${nameOf(type.token)}.`);
}

function fieldsBelow(shape: Shape): Fields {
  if (shape.kind === "list") return fieldsBelow(shape.of);
  return shape.kind === "object" ? shape.fields : {};
}

function outcome(field: Field): string {
  if (field.refused !== undefined) return `refused: ${field.refused.split(";")[0]}`;
  const notes = [
    ...(field.required ? ["required"] : []),
    ...(field.secret ? ["secret"] : []),
    ...(field.api === undefined ? [] : [`API ${field.api}`]),
    ...(field.default === undefined ? [] : [`default ${JSON.stringify(field.default)}`]),
    ...(field.shape.kind === "list" && !field.shape.unordered ? ["order counts"] : []),
  ];
  return ["honoured", ...notes].join(", ");
}

function changeWords({ change }: Property): string {
  if (typeof change === "object") return change.about;
  return { update: "in place", replace: "replaces", local: "only in the state" }[change];
}

/** `Container` of `docker:index/container:Container`. */
function nameOf(token: string): string {
  return token.split(/[:/]/).at(-1) ?? token;
}
