import type { Place } from "./sourceText.ts";

/** Compose's tags: take away what an earlier file says, or put this in its place whole. `wrong` has been complained of. */
export type Tag = "reset" | "override" | "wrong";

/** A value of a compose file that knows where it stands. Values are never changed, so that anchors can share them. */
export type Value = Scalar | List | Mapping;

export interface Scalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly place: Place;
  readonly tag?: Tag;
  /** How Compose writes it where it takes it for a text, if not as `value` is written. */
  readonly written?: string;
  /** A number with a fraction or an exponent, which is no port; an unquoted date, which is no text. */
  readonly plain?: "float" | "date";
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

/** Another value for a scalar, at its place. */
export function rewritten({ place }: Scalar, value: Scalar["value"]): Scalar {
  return scalar(value, place);
}

/** Stands for a value that is wrong, of which somebody has said so. */
export function complained(place: Place): Scalar {
  return { ...scalar(null, place), tag: "wrong" };
}

/** A scalar as a text. */
export function textOfScalar({ value, written }: Scalar): string {
  return written ?? String(value ?? "");
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

const sizes = new WeakMap<Value, number>();

/** How many values there are in a value, itself among them. */
export function sizeOf(value: Value): number {
  if (value.kind === "scalar") return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  if (value.kind === "list") for (const item of value.items) size += sizeOf(item);
  else for (const entry of value.entries.values()) size += sizeOf(entry.value);
  sizes.set(value, size);
  return size;
}

const spoilt = new WeakMap<Value, boolean>();

/** Whether something in a value is wrong, so that what it says is not known. */
export function isSpoilt(value: Value): boolean {
  if (value.kind === "scalar") return value.tag === "wrong";
  const known = spoilt.get(value);
  if (known !== undefined) return known;
  const found =
    value.tag === "wrong" ||
    (value.kind === "list"
      ? value.items.some(isSpoilt)
      : [...value.entries.values()].some(entry => isSpoilt(entry.value)));
  spoilt.set(value, found);
  return found;
}
