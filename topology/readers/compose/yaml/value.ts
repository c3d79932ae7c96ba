import type { Place } from "./sourceText.ts";

/** Compose's tags: take away what an earlier file says, or put this in its place whole. */
export type Tag = "reset" | "override";

/** A value of a compose file that knows where it stands. Values are never changed, so that anchors can share them. */
export type Value = Scalar | List | Mapping;

export interface Scalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly place: Place;
  readonly tag?: Tag;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly place: Place;
  readonly tag?: Tag;
}

export interface Mapping {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
  readonly tag?: Tag;
}

/** One key of a mapping, and what stands below it. */
export interface Entry {
  readonly key: Place;
  readonly value: Value;
}

export function scalar(value: Scalar["value"], place: Place): Scalar {
  return { kind: "scalar", value, place };
}

export function list(items: readonly Value[], place: Place): List {
  return { kind: "list", items, place };
}

export function mapping(entries: Iterable<readonly [string, Entry]>, place: Place): Mapping {
  return { kind: "mapping", entries: new Map(entries), place };
}

/** A mapping of which all entries stand at one place, as a short form has it. */
export function mappingAt(place: Place, fields: Readonly<Record<string, Scalar["value"] | Value>>): Mapping {
  const entries = Object.entries(fields).map(([key, value]): [string, Entry] => {
    const isValue = typeof value === "object" && value !== null;
    return [key, { key: place, value: isValue ? value : scalar(value, place) }];
  });
  return mapping(entries, place);
}

export function isNull(value: Value): boolean {
  return value.kind === "scalar" && value.value === null;
}

/** A field of a mapping; undefined where it is not there, is null, or there is no mapping. */
export function field(value: Value | undefined, name: string): Value | undefined {
  const found = value?.kind === "mapping" ? value.entries.get(name)?.value : undefined;
  return found === undefined || isNull(found) ? undefined : found;
}

/** The items of a list; none where there is no list. */
export function items(value: Value | undefined): readonly Value[] {
  return value?.kind === "list" ? value.items : [];
}

/** The entries of a mapping; none where there is no mapping. */
export function entries(value: Value | undefined): (Entry & { readonly name: string })[] {
  if (value?.kind !== "mapping") return [];
  return [...value.entries].map(([name, entry]) => ({ name, ...entry }));
}
