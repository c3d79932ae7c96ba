import type { Plain, Properties, Value } from "../protocol/values.ts";
import { canonical, same } from "./canonical.ts";
import type { Field } from "./shape.ts";

/**
 * What a changed value asks for: `replace` a new object, `update` the engine changes it in place,
 * `local` only this plugin looks at it, so nothing happens on the engine.
 */
export type Change = "replace" | "update" | "local";

/** In place by an engine that speaks this API, e.g. `1.54`; an older one cannot, and needs a new object. */
export interface InPlaceFrom {
  readonly from: string;
}

/** One property of a resource: the row of its table. */
export interface Property extends Field {
  /** The kind of change, or what decides it. */
  readonly change: Change | ChangeRule;
}

/** A kind of change that depends on the values. */
export interface ChangeRule {
  /** From the old and the new value in canonical form (unknown as `Unknown`). */
  readonly decide: (before: Value, after: Value) => Change | InPlaceFrom;
  /** The same in words, for docs/provider.md. */
  readonly about: string;
}

/** A resource's properties by name. */
export type Table<P extends Property = Property> = Readonly<Record<string, P>>;

/** One changed property. */
export interface PropertyChange {
  readonly property: string;
  readonly change: Change | InPlaceFrom;
  readonly before: Value;
  readonly after: Value;
}

/** Compares two checked sets of inputs, property by property. */
export function changes(table: Table, before: Properties, after: Properties): PropertyChange[] {
  return Object.entries(table).flatMap(([property, row]) => {
    const [old, now] = [canonical(before[property], row), canonical(after[property], row)];
    if (same(old, now)) return [];
    const change = typeof row.change === "string" ? row.change : row.change.decide(old, now);
    return [{ property, change, before: old, after: now }];
  });
}

/** True when a value means the same as the other for this property. */
export function equalFor(row: Property, left: Value, right: Plain): boolean {
  return same(canonical(left, row), canonical(right, row));
}
