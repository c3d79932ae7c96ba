import {
  holdsUnknown,
  isList,
  isObject,
  type Plain,
  type Properties,
  reveal,
  Secret,
  Unknown,
  type Value,
} from "../protocol/values.ts";
import type { Rule, Shape } from "./shape.ts";

/**
 * The value in the one form in which two equal values look equal: secrets laid open, what means the same as "not given"
 * (null, false, 0, "", [], {}) left out except as an entry of a map, unordered lists sorted, with equal items once. Defaults have been filled in before, so that leaving
 * out never hides a difference.
 */
export function canonical(value: Value, rule: Rule | undefined): Value {
  if (value instanceof Secret) return canonical(value.value, rule);
  if (value instanceof Unknown) return value;
  const normal =
    rule?.normal === undefined || holdsUnknown(value) ? value : rule.normal(reveal(value) as Plain);
  if (isList(normal)) return canonicalList(normal, rule?.shape);
  if (isObject(normal)) return canonicalObject(normal, rule?.shape);
  if (normal === 0) return rule?.zeroCounts ? 0 : undefined;
  if (normal === "") return rule?.emptyCounts ? "" : undefined;
  return normal === null || normal === false ? undefined : normal;
}

function canonicalList(value: readonly Value[], shape: Shape | undefined): Value {
  if (value.length === 0) return undefined;
  if (shape?.kind !== "list") return value.map(item => canonical(item, undefined));
  const items = value.map(item => canonical(item, { shape: shape.of }));
  if (!shape.unordered) return items;
  const sorted = items.sort(byText);
  if (shape.counted) return sorted;
  return sorted.filter((item, index) => index === 0 || !same(item, sorted[index - 1]));
}

function canonicalObject(value: Properties, shape: Shape | undefined): Value {
  const entries = Object.entries(value)
    .filter(([key]) => key !== "__defaults")
    .map(([key, item]) => [key, canonicalEntry(item, key, shape)] as const)
    .filter(([, item]) => item !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A key of a map is there even where its value is empty, as in `tmpfs: { "/run": "" }`. */
function canonicalEntry(item: Value, key: string, shape: Shape | undefined): Value {
  if (shape?.kind === "map" && reveal(item) === "") return "";
  return canonical(item, shape?.kind === "object" ? shape.fields[key] : undefined);
}

/** The value without the further ones of equal items, where their order means nothing. */
export function distinct(value: Value, { shape }: Rule): Value {
  if (!isList(value) || shape.kind !== "list" || !shape.unordered || shape.counted) return value;
  const seen = new Set<string | undefined>();
  return value.filter(item => {
    const text = JSON.stringify(canonical(item, { shape: shape.of }));
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** The same, for all lists within the value. */
export function distinctWithin(value: Value, rule: Rule): Value {
  const { shape } = rule;
  if (isList(value) && shape.kind === "list") {
    const items = distinct(value, rule) as readonly Value[];
    return items.map(item => distinctWithin(item, { shape: shape.of }));
  }
  if (!isObject(value) || shape.kind !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const field = shape.fields[key];
      return [key, field === undefined ? item : distinctWithin(item, field)];
    }),
  );
}

/** True when two canonical values are the same; an unknown equals nothing. */
export function same(left: Value, right: Value): boolean {
  if (left instanceof Unknown || right instanceof Unknown) return false;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].every(key => same(left[key], right[key]));
  }
  return left === right;
}

function byText(left: Value, right: Value): number {
  const [a, b] = [JSON.stringify(left) ?? "", JSON.stringify(right) ?? ""];
  return a < b ? -1 : a > b ? 1 : 0;
}
