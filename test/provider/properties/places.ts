import { isList, isObject, type Value } from "../../../provider/protocol/values.ts";
import type { Field, Shape } from "../../../provider/tables/shape.ts";

type Fields = Readonly<Record<string, Field>>;

/** Every place a value can be given at, as a path without list positions: `healthcheck.interval`, `ports.internal`. */
export function placesOf(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.refused === undefined ? below(name, field.shape) : [],
  );
}

/** Places whose value is a list; `unordered` where the order of its items means nothing. */
export function listsOf(
  fields: Fields,
  prefix = "",
): { readonly path: string; readonly unordered: boolean }[] {
  return Object.entries(fields).flatMap(([name, { shape }]) => {
    const path = `${prefix}${name}`;
    const inner = shape.kind === "list" ? shape.of : shape;
    const deeper = inner.kind === "object" ? listsOf(inner.fields, `${path}.`) : [];
    return shape.kind === "list" ? [{ path, unordered: shape.unordered }, ...deeper] : deeper;
  });
}

/** The places at which a value is given. */
export function placesIn(value: Value, path = ""): string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.length === 0 ? [] : [path, ...value.flatMap(item => placesIn(item, path))];
  if (!isObject(value)) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) => placesIn(item, path === "" ? key : `${path}.${key}`)),
  ];
}

/** The value with every unordered list in it turned round. */
export function turnedRound(value: Value, shape: Shape): Value {
  if (isList(value) && shape.kind === "list") {
    const items = value.map(item => turnedRound(item, shape.of));
    return shape.unordered ? items.toReversed() : items;
  }
  if (isObject(value) && shape.kind === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const field = shape.fields[key];
        return [key, field === undefined ? item : turnedRound(item, field.shape)];
      }),
    );
  }
  return value;
}

/** The length of the longest list given at a path. */
export function longestAt(value: Value, path: readonly string[]): number {
  if (isList(value)) {
    return path.length === 0 ? value.length : Math.max(0, ...value.map(item => longestAt(item, path)));
  }
  const [step, ...rest] = path;
  if (step === undefined || !isObject(value)) return 0;
  return longestAt(value[step], rest);
}

function below(path: string, shape: Shape): string[] {
  if (shape.kind === "list") return below(path, shape.of);
  if (shape.kind !== "object") return [path];
  return Object.entries(shape.fields).flatMap(([name, field]) => below(`${path}.${name}`, field.shape));
}
