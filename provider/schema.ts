import { configFields } from "./config.ts";
import { functionTypes } from "./functions/index.ts";
import { resourceTypes } from "./resources/index.ts";
import type { Field, Shape } from "./tables/shape.ts";

/** A type in Pulumi's package schema. */
type TypeSpec = Readonly<Record<string, unknown>>;

/**
 * The package's schema, made from the tables, so that it says exactly what this plugin takes.
 *
 * @see https://www.pulumi.com/docs/iac/extending-pulumi/schema/
 */
export async function packageSchema(version: string): Promise<string> {
  const types = new Map<string, TypeSpec>();
  const resources = (await resourceTypes()).map(type => {
    const inputProperties = properties(type.table, types);
    const computed = properties(type.computed, types);
    const spec = {
      properties: { ...inputProperties, ...computed },
      required: Object.keys(type.computed),
      inputProperties,
      requiredInputs: required(type.table),
    };
    return [type.token, spec];
  });
  const functions = (await functionTypes()).map(type => {
    const spec = {
      inputs: {
        properties: properties(type.arguments, types),
        required: required(type.arguments),
      },
      outputs: {
        properties: properties({ ...type.arguments, ...type.results }, types),
        required: [...required(type.arguments), ...Object.keys(type.results)],
      },
    };
    return [type.token, spec];
  });
  const config = properties(configFields, types);
  return JSON.stringify({
    name: "docker",
    version,
    // Tokens are `docker:index/network:Network`: the module is what stands before the slash.
    meta: { moduleFormat: "(.*)(?:/[^/]*)" },
    config: { variables: config },
    provider: { inputProperties: config },
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
    types: Object.fromEntries([...types].map(([token, spec]) => [token, spec])),
  });
}

function properties(
  fields: Readonly<Record<string, Field>>,
  types: Map<string, TypeSpec>,
): Record<string, TypeSpec> {
  const accepted = Object.entries(fields).filter(([, field]) => field.refused === undefined);
  return Object.fromEntries(
    accepted.map(([name, field]) => [
      name,
      {
        description: field.about,
        ...typeSpec(field.shape, types),
        ...(field.secret ? { secret: true } : {}),
        ...(typeof field.default === "object" || field.default === undefined
          ? {}
          : { default: field.default }),
      },
    ]),
  );
}

function required(fields: Readonly<Record<string, Field>>): string[] {
  return Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : []));
}

function typeSpec(shape: Shape, types: Map<string, TypeSpec>): TypeSpec {
  switch (shape.kind) {
    case "string":
    case "integer":
    case "boolean":
      return { type: shape.kind };
    case "map":
      return { type: "object", additionalProperties: { type: "string" } };
    case "list":
      return { type: "array", items: typeSpec(shape.of, types) };
    case "object": {
      const token = `docker:index/${shape.name}:${shape.name}`;
      if (!types.has(token)) {
        const spec = {
          type: "object",
          properties: properties(shape.fields, types),
          required: required(shape.fields),
        };
        types.set(token, spec);
      }
      return { $ref: `#/types/${token}` };
    }
  }
}
