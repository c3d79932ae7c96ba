import { isList, isObject, type Properties, type Value } from "../protocol/values.ts";
import { canonical } from "./canonical.ts";
import type { Field, Rule } from "./shape.ts";

/** A place at which a value is given, and the engine's API that it needs. */
export interface NeededApi {
  /** E.g. `networksAdvanced[0].macAddress`. */
  readonly path: string;
  /** E.g. `1.44`. */
  readonly api: string;
}

/** What of these inputs an older engine would take without a word and ignore. */
export function neededApis(fields: Readonly<Record<string, Field>>, inputs: Properties): NeededApi[] {
  return Object.entries(fields).flatMap(([name, field]) => within(inputs[name], field, name));
}

function within(value: Value, rule: Rule, path: string): NeededApi[] {
  const { shape, api } = rule;
  const own = api === undefined || canonical(value, rule) === undefined ? [] : [{ path, api }];
  if (isList(value) && shape.kind === "list")
    return [
      ...own,
      ...value.flatMap((item, index) => within(item, { shape: shape.of }, `${path}[${index}]`)),
    ];
  if (!isObject(value) || shape.kind !== "object") return own;
  const deeper = Object.entries(shape.fields).flatMap(([key, field]) =>
    within(value[key], field, `${path}.${key}`),
  );
  return [...own, ...deeper];
}
