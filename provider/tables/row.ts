import { isList, isObject, type Plain, type Properties, type Value } from "../protocol/values.ts";
import { canonical, distinctWithin, same } from "./canonical.ts";
import type { Property } from "./property.ts";
import type { Rule, Shape } from "./shape.ts";

/**
 * A property together with its place in the engine's API: how it goes into what the engine is asked to create
 * (`Spec`), and how it is read back from what the engine shows (`Seen`).
 */
export interface Row<Spec, Seen> extends Property {
  /** Puts a given value into the creation request. Left out where the resource's own code does it. */
  readonly write?: (value: Plain, spec: Spec) => void;
  /** The value as the engine has it, in the form of an input; undefined for the engine's own default. */
  readonly observe?: (seen: Seen) => Plain;
  /** The value as the outputs show it, where that is neither what was given nor what `observe` gives. */
  readonly output?: (seen: Seen) => Plain;
  /** Whether a preview cannot tell the output from what was given; by default where `output` tells what was not given. */
  readonly unknownUntilMade?: (given: Value) => boolean;
  /**
   * Whether the object has this value where none was given: to write out what holds anyway is no change. By default that
   * is asked of no row.
   */
  readonly holds?: (value: Plain, seen: Seen) => boolean;
  /** Somebody can change it on the living object, so a refresh compares it with the inputs. */
  readonly drifts?: boolean;
}

/** A row whose value is known to be a `T`. */
export type TypedRow<T, Spec, Seen> = Omit<Row<Spec, Seen>, "write"> & {
  readonly write?: (value: T, spec: Spec) => void;
};

/**
 * Types a row's value. The seam between the wire and the tables: that the value is a `T` is what the row's shape says
 * and check has verified; the compiler cannot see it.
 */
export function rowOf<Spec, Seen>(): <T>(row: TypedRow<T, Spec, Seen>) => Row<Spec, Seen> {
  return row => row as unknown as Row<Spec, Seen>;
}

export type Rows<Spec, Seen> = Readonly<Record<string, Row<Spec, Seen>>>;

/** Fills a creation request from checked inputs; an empty value is none, and the same item of a set twice is one. */
export function writeRows<Spec, Seen>(rows: Rows<Spec, Seen>, inputs: Properties, spec: Spec): Spec {
  for (const [name, row] of Object.entries(rows)) {
    const value = inputs[name];
    if (!isNothing(value) || (value === 0 && row.zeroCounts))
      row.write?.(distinctWithin(value, row) as Plain, spec);
  }
  return spec;
}

/**
 * The outputs that stand for the inputs: what the engine shows where it can be read back, else what was given,
 * else the type's empty value, as the official plugin records it.
 */
export function stateOf<Spec, Seen>(rows: Rows<Spec, Seen>, inputs: Properties, seen: Seen): Properties {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => {
      const given = isNothing(inputs[name]) ? undefined : inputs[name];
      const shown = row.output?.(seen) ?? given ?? row.observe?.(seen) ?? inputs[name];
      return [name, withoutDefaults(shown ?? emptyValue(row.shape))];
    }),
  );
}

/** What a refresh found: the inputs that would give what the engine has. */
export function observedInputs<Spec, Seen>(
  rows: Rows<Spec, Seen>,
  inputs: Properties,
  seen: Seen,
): Properties {
  const found: Record<string, Value> = { ...inputs };
  for (const [name, row] of Object.entries(rows)) {
    if (!row.drifts || row.observe === undefined) continue;
    const observed = row.observe(seen);
    if (same(canonical(inputs[name], row), canonical(observed, row))) continue;
    found[name] = observed;
  }
  return found;
}

/** The inputs that describe an object nobody has described yet: for an import. Defaults are left out. */
export function importedInputs<Spec, Seen>(rows: Rows<Spec, Seen>, seen: Seen): Properties {
  const found: Record<string, Value> = {};
  const defaults: string[] = [];
  for (const [name, row] of Object.entries(rows)) {
    const observed = row.observe?.(seen);
    const value = canonical(observed, row);
    if (same(value, canonical(row.default, row)) || value === undefined) {
      if (row.default === undefined) continue;
      found[name] = row.default;
      defaults.push(name);
    } else {
      found[name] = tidy(observed, row);
    }
  }
  return { ...found, __defaults: defaults.sort() };
}

/** A value as somebody would write it by hand: without what means the same as nothing at all. */
function tidy(value: Plain, rule: Rule | undefined): Plain {
  const { shape } = rule ?? {};
  if (Array.isArray(value)) {
    return value.map(item => tidy(item, shape?.kind === "list" ? { shape: shape.of } : undefined));
  }
  if (typeof value !== "object" || value === null || shape?.kind !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => canonical(item, shape.fields[key]) !== undefined)
      .map(([key, item]) => [key, tidy(item, shape.fields[key])]),
  );
}

/** What is given and yet says nothing, as the official plugin takes it too: whoever empties a value wants the default. */
function isNothing(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).every(key => key === "__defaults");
  return value === undefined || value === null || value === "" || value === 0;
}

function emptyValue(shape: Shape): Plain {
  switch (shape.kind) {
    case "string":
      return "";
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "list":
      return [];
    case "map":
    case "object":
      return null;
  }
}

function withoutDefaults(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "__defaults")
      .map(([key, item]) => [key, withoutDefaults(item)]),
  );
}
