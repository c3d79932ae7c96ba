import { type Lookup, substitute, TemplateError } from "./substitute.ts";

/** The variables of a file, or the place at which it is none. */
export type Variables =
  | {
      readonly variables: Map<string, string>;
      /** Where each is given. */
      readonly offsets: ReadonlyMap<string, number>;
    }
  | { readonly offset: number; readonly message: string };

/** A line's beginning: the name, and whether a value follows. */
const assignment = /[^\S\n]*(?:export[^\S\n]+)?([\p{L}\p{N}_.\-[\]]+)[^\S\n]*(?:([=:])[^\S\n]*|(?=\n|$))/uy;
const comment = /\s*(?:#[^\n]*(?:\n\s*|$))*/y;

/**
 * Reads an .env file: `NAME=value`, quotes, escapes, comments, and variables in unquoted and double-quoted values.
 * A name without a value takes it from `lookup`, or is not there.
 *
 * @param lookup what goes before the file's own variables.
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#env_file-format
 */
export function parseDotenv(text: string, lookup: Lookup): Variables {
  const variables = new Map<string, string>();
  const offsets = new Map<string, number>();
  const all: Lookup = name => lookup(name) ?? variables.get(name) ?? "";
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const wrong = (message: string): Variables => ({ offset: at, message });
  for (at += skip(text, at); at < text.length; at += skip(text, at)) {
    assignment.lastIndex = at;
    const [whole = "", name = "", sign] = assignment.exec(text) ?? [];
    if (name === "") return wrong("No variable's name stands here. Write NAME=value, or # before a comment.");
    offsets.set(name, at);
    at += whole.length;
    if (sign === undefined) {
      const inherited = lookup(name);
      if (inherited !== undefined) variables.set(name, inherited);
      continue;
    }
    const found = valueAt(text, at);
    if (found === undefined) return wrong(`The quote that ${name} opens is not closed. Close it.`);
    at = found.end;
    try {
      variables.set(name, found.literal ? found.value : substitute(found.value, all).text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return wrong(
        `"\${" opens no variable in ${name}. Write $$ for a dollar, or put the value in single quotes.`,
      );
    }
  }
  return { variables, offsets };
}

/** How much space and how many comments stand at an offset. */
function skip(text: string, from: number): number {
  comment.lastIndex = from;
  return comment.exec(text)?.[0].length ?? 0;
}

function valueAt(text: string, from: number): { value: string; literal: boolean; end: number } | undefined {
  const quote = text[from];
  if (quote !== '"' && quote !== "'") {
    const newline = text.indexOf("\n", from);
    const end = newline === -1 ? text.length : newline;
    const [value = ""] = text.slice(from, end).split(" #");
    return { value: value.trimEnd(), literal: false, end };
  }
  let end = from + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) return undefined;
  const inside = text.slice(from + 1, end).replaceAll(`\\${quote}`, quote);
  return { value: quote === '"' ? unescaped(inside) : inside, literal: quote === "'", end: end + 1 };
}

const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  // A dollar that is no variable's.
  $: "$$",
};

function unescaped(text: string): string {
  return text.replace(/\\([abfnrtv$"\\])/g, (_, letter: string) => escapes[letter] ?? letter);
}
