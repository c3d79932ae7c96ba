import ts from "typescript";
import { anyRef, type TypeSpec } from "../../languages/spec.ts";
import type { Member } from "./members.ts";

/** Where in the arguments something stands: for messages, and for the names of what has none. */
export interface Place {
  readonly path: string;
  readonly owner: string;
  readonly property: string;
  /** True for what is one form among several. */
  readonly inUnion?: boolean;
  /** True for what is in an object that is no component's arguments. */
  readonly inType: boolean;
}

export function tokenOf(name: string): string {
  return `bulkhead:index:${name}`;
}

/** SDKs add `Args` to the name of what is given. */
export function typeName(name: string): string {
  return name.replace(/Args$/, "");
}

export function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

export function within(place: Place, step: string): Place {
  return { ...place, path: `${place.path}${step}` };
}

/** What a type is called where it is declared; undefined for what is put together of another. */
export function nameOf(type: ts.Type): string | undefined {
  const name = (type.aliasSymbol ?? type.getSymbol())?.name;
  return name === undefined || /^(__type|Omit|Pick|Readonly|Partial)$/.test(name) ? undefined : name;
}

/** The interface that declares a property, which others may have taken over. */
export function declaringOf(symbol: ts.Symbol): string | undefined {
  const parent = symbol.declarations?.[0]?.parent;
  return parent !== undefined && ts.isInterfaceDeclaration(parent) ? parent.name.text : undefined;
}

export function sameSet(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every(one => right.includes(one));
}

/** A scalar that is known before anything runs. */
export function plainly(spec: TypeSpec): TypeSpec {
  const isScalar = spec.type !== undefined && spec.type !== "array" && spec.type !== "object";
  return isScalar ? { ...spec, plain: true } : spec;
}

export function wordFor(member: Member): string {
  return member.kind === "words" ? member.words.map(word => JSON.stringify(word)).join(" or ") : member.kind;
}

/** One of several types. */
export function united(specs: readonly TypeSpec[]): TypeSpec {
  const all = specs.flatMap(spec => spec.oneOf ?? [spec]);
  const [first, ...others] = all;
  if (first === undefined) return { $ref: anyRef };
  return others.length === 0 ? first : { oneOf: all };
}

export function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}
