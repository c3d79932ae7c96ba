import type { Plain } from "../protocol/values.ts";

/** The type of a property's value. */
export type Shape =
  | { readonly kind: "string"; readonly oneOf?: readonly string[] }
  | { readonly kind: "integer"; readonly least?: number; readonly most?: number }
  | { readonly kind: "boolean" }
  /** String to string. */
  | { readonly kind: "map" }
  /**
   * `unordered`: the order of the items means nothing, so a change of it is no change. `counted`: and yet the same item
   * twice is two.
   */
  | { readonly kind: "list"; readonly of: Shape; readonly unordered: boolean; readonly counted?: boolean }
  /** `name` is the type's name in the package's schema, e.g. `ContainerPort`. */
  | { readonly kind: "object"; readonly name: string; readonly fields: Readonly<Record<string, Field>> };

/** How a value is checked and compared. */
export interface Rule {
  readonly shape: Shape;
  readonly required?: boolean;
  /** Filled in by check, as the official plugin does, and recorded in `__defaults`. */
  readonly default?: Plain;
  readonly secret?: boolean;
  /** Says what is wrong with a known value of the right type, or nothing. */
  readonly complain?: (value: Plain) => string | undefined;
  /** The value in the form in which equal values look equal, e.g. with a capability's prefix. */
  readonly normal?: (value: Plain) => Plain;
  /** 0 says something else than no value does. */
  readonly zeroCounts?: boolean;
  /** An empty text says something else than no value does. */
  readonly emptyCounts?: boolean;
  /** Why this value cannot be used here; giving it is then an error. */
  readonly refused?: string;
  /** The engine's API that knows it, e.g. `1.44`: an older engine would take it without a word and ignore it. */
  readonly api?: string;
}

/** One field of an object, or one property of a resource. */
export interface Field extends Rule {
  /** What it means, in a few words, for the schema and docs/provider.md. */
  readonly about: string;
}

export const text: Shape = { kind: "string" };
export const flag: Shape = { kind: "boolean" };
export const count: Shape = { kind: "integer", least: 0 };
export const map: Shape = { kind: "map" };

export function oneOf(...values: readonly string[]): Shape {
  return { kind: "string", oneOf: values };
}

export function integer(least: number, most?: number): Shape {
  return { kind: "integer", least, ...(most === undefined ? {} : { most }) };
}

/** A list whose order is meaning. */
export function list(of: Shape): Shape {
  return { kind: "list", of, unordered: false };
}

/** A list whose order means nothing. */
export function set(of: Shape): Shape {
  return { kind: "list", of, unordered: true };
}

/** A list whose order means nothing, and in which the same item twice is two. */
export function bag(of: Shape): Shape {
  return { kind: "list", of, unordered: true, counted: true };
}

export function object(name: string, fields: Readonly<Record<string, Field>>): Shape {
  return { kind: "object", name, fields };
}
