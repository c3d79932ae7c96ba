import { isObject, Unknown, type Value } from "../protocol/values.ts";
import { same } from "./canonical.ts";
import type { PropertyChange } from "./property.ts";

/** How one place inside a property changes. */
export type DetailKind = "add" | "delete" | "update";

/** One place that changes, as a path Pulumi displays, e.g. `healthcheck.interval`. */
export interface Detail {
  readonly path: string;
  readonly kind: DetailKind;
  readonly replace: boolean;
}

/** Breaks a changed property down to the places that differ. */
export function details(change: PropertyChange): Detail[] {
  const places = walk(change.property, change.before, change.after);
  return places.map(({ path, kind }) => ({ path, kind, replace: change.change === "replace" }));
}

function walk(path: string, before: Value, after: Value): { path: string; kind: DetailKind }[] {
  if (before instanceof Unknown || after instanceof Unknown) return [{ path, kind: "update" }];
  if (same(before, after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  // A list is one place: which of its items "moved" would be a guess, and the CLI shows a list's difference well.
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap(key => walk(`${path}${step(key)}`, before[key], after[key]));
  }
  return [{ path, kind: "update" }];
}

function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `["${key}"]`;
}
