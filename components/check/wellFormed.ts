import type { ZodType } from "zod";
import { type Flaw, flawsOf } from "./wording.ts";

/**
 * What is of the right form in some arguments, so that checks that look at several of them can be asked at once with
 * those of each one's form: a malformed argument is left out. An object that cannot be without it is left out whole,
 * except for the arguments themselves; an entry of a list leaves a gap, over which `forEach`, `map`, `flatMap` and the like
 * pass, so that the others keep their places.
 */
export function wellFormed<T>(schema: ZodType, value: T): Partial<T> {
  let rest: unknown = value;
  for (;;) {
    const flaws = flawsOf(schema, rest).filter(flaw => !isLeftOut(rest, flaw));
    // What passes the schema is of the type that is written down beside it.
    if (flaws.length === 0) return rest as Partial<T>;
    if (flaws.some(({ path, unknown }) => path.length === 0 && unknown.length === 0)) return {};
    rest = flaws.reduce(mended, rest);
  }
}

/** True where nothing is left to be left out: a gap in a list, or one of the arguments themselves. */
function isLeftOut(value: unknown, { path, unknown }: Flaw): boolean {
  if (path.length === 0 || unknown.length > 0) return false;
  const outer = at(value, path.slice(0, -1));
  return !has(outer, path.at(-1)) && (path.length === 1 || Array.isArray(outer));
}

function mended(value: unknown, { path, unknown, standIn }: Flaw): unknown {
  if (unknown.length > 0) return unknown.reduce<unknown>((rest, key) => without(rest, [...path, key]), value);
  const outer = path.slice(0, -1);
  if (!has(at(value, outer), path.at(-1))) return without(value, outer);
  return standIn === undefined ? without(value, path) : changed(value, path, () => standIn);
}

function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [last] = path.slice(-1);
  return changed(value, path.slice(0, -1), outer => {
    const rest = copyOf(outer);
    if (last !== undefined) Reflect.deleteProperty(rest, last);
    return rest;
  });
}

/** A copy that differs at a path; the value itself where nothing is there, since what it was in has been left out. */
function changed(value: unknown, path: readonly PropertyKey[], change: (inner: unknown) => unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(value);
  if (typeof value !== "object" || value === null || (rest.length > 0 && !has(value, first))) return value;
  return Object.assign(copyOf(value), { [first]: changed(Reflect.get(value, first), rest, change) });
}

/** A copy of a list keeps its gaps. */
function copyOf(value: unknown): object {
  return Array.isArray(value) ? value.slice() : { ...(value as object) };
}

/** What stands at a path; undefined where nothing does. */
export function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((outer, step) => (has(outer, step) ? Reflect.get(outer, step) : undefined), value);
}

function has(value: unknown, key: PropertyKey | undefined): value is object {
  return typeof value === "object" && value !== null && key !== undefined && Object.hasOwn(value, key);
}
