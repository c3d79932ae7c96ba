/** Gives a variable's value; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

/** A text with its variables filled in. */
export interface Substituted {
  readonly text: string;
  /** Variables that are not set and have no default: each stands in the text as {@link blank}. */
  readonly unset: readonly Unset[];
}

export interface Unset {
  readonly name: string;
  /** What the file says to those who did not set it (`${NAME:?…}`). */
  readonly reason?: string;
}

/** A text in which variables cannot be found. */
export class TemplateError extends Error {}

/**
 * Stands for the value of a variable that is not set: nobody knows it here, for it may be set where the file is
 * deployed. (Compose puts an empty text in its place.) A character of Unicode's private use.
 */
export const blank = "\ue000";

const name = /[_a-z][_a-z0-9]*/iy;
const operator = /:?[-+?]/y;
/** How deep defaults may stand in defaults; what goes deeper is meant to exhaust its reader. */
const deepest = 30;

/**
 * Fills in variables as Compose does: `$NAME`, `${NAME}`, `${NAME:-default}` and its like, nested; `$$` is a dollar.
 *
 * @throws TemplateError where a brace opens and no variable follows.
 * @see https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function substitute(text: string, lookup: Lookup): Substituted {
  if (!text.includes("$")) return { text, unset: [] };
  const unset: Unset[] = [];
  return { text: fill(text, lookup, unset), unset };
}

function fill(text: string, lookup: Lookup, unset: Unset[], depth = 0): string {
  if (depth > deepest) throw new TemplateError();
  let filled = "";
  let done = 0;
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", done)) {
    filled += text.slice(done, at);
    const next = text[at + 1];
    if (next === "$") {
      filled += "$";
      done = at + 2;
    } else if (next === "{") {
      const end = closing(text, at + 1);
      filled += braced(text.slice(at + 2, end), lookup, unset, depth);
      done = end + 1;
    } else {
      const named = match(name, text, at + 1);
      filled += named === undefined ? "$" : valueOf(named, lookup, unset);
      done = at + 1 + (named?.length ?? 0);
    }
  }
  return filled + text.slice(done);
}

/** What stands between braces: a name, perhaps with what to do when it is not set. */
function braced(inside: string, lookup: Lookup, unset: Unset[], depth: number): string {
  const named = match(name, inside, 0);
  if (named === undefined) throw new TemplateError();
  if (named.length === inside.length) return valueOf(named, lookup, unset);
  const sign = match(operator, inside, named.length);
  if (sign === undefined || inside.includes("\n")) throw new TemplateError();
  const word = (into: Unset[] = unset): string =>
    fill(inside.slice(named.length + sign.length), lookup, into, depth + 1);
  const value = lookup(named);
  const has = sign.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  switch (sign.at(-1)) {
    case "-":
      return has ? (value ?? "") : word();
    case "+":
      return has ? word() : (value ?? "");
    default:
      if (has) return value ?? "";
      // The reason may name variables in its turn; whether they are set is nobody's business then.
      unset.push({ name: named, reason: word([]) });
      return blank;
  }
}

function valueOf(named: string, lookup: Lookup, unset: Unset[]): string {
  const value = lookup(named);
  if (value === undefined) unset.push({ name: named });
  return value ?? blank;
}

/** Where the brace that opens at an offset is closed: by its own, or else by the last one of the line. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  const last = text.lastIndexOf("}");
  if (last < open) throw new TemplateError();
  return last;
}

function match(pattern: RegExp, text: string, from: number): string | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0];
}
