import type { ZodType, z } from "zod";
import { saidOfForeign } from "./notPlain.ts";
import type { Problem } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** What to give where a value of another type stands. */
const wanted: Readonly<Record<string, string>> = {
  array: "give a list",
  boolean: "give true or false",
  int: "give a whole number",
  number: "give a number",
  object: "give an object",
  record: "give an object",
  string: "give a string",
};

/** Says what to give, for every check that has no words of its own. */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const advice = wanted[issue.expected] ?? `give ${issue.expected}`;
      return issue.input === undefined ? `it is missing; ${advice}` : advice;
    }
    case "invalid_value":
      return `give ${choice(issue.values.map(value => JSON.stringify(value)))}`;
    default:
      return undefined;
  }
}

/** `a, b or c` */
function choice(words: readonly string[]): string {
  const [last = "", ...others] = words.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} or ${last}`;
}

/** What is wrong with a value's form, with what is needed to leave it out. */
export interface Flaw extends Omit<Problem, "path"> {
  readonly path: readonly PropertyKey[];
  /** Keys of the object there that nobody knows; the rest of it may be well-formed. */
  readonly unknown: readonly string[];
  /** What passes in place of the value, where no check looks into it; undefined where there is none. */
  readonly standIn: unknown;
}

/** Everything that is wrong with a value's form. */
export function flawsOf(schema: ZodType, value: unknown): Flaw[] {
  const result = schema.safeParse(value, { error: wording, jitless: true });
  if (result.success) return [];
  return result.error.issues.flatMap((issue): Flaw[] => {
    // A key that is none is a program's own, whatever it stands for.
    const path = issue.code === "invalid_key" ? issue.path.slice(0, -1) : issue.path;
    const foreign = saidOfForeign(value, path, issue.message);
    if (foreign === undefined) return spelledOut(issue);
    return foreign === "" ? [] : [{ path: issue.path, reason: foreign, unknown: [], standIn: undefined }];
  });
}

/** What an issue says, at the place where it is to be mended: inside of a key, or of the one form that was meant. */
function spelledOut(issue: Issue): Flaw[] {
  const flaw: Flaw = {
    path: issue.path,
    reason: issue.message,
    unknown: issue.code === "unrecognized_keys" ? issue.keys : [],
    standIn: issue.code === "custom" ? issue.params?.["standIn"] : undefined,
  };
  if (issue.code === "invalid_key") {
    return issue.issues.slice(0, 1).map(inner => ({ ...flaw, reason: inner.message }));
  }
  const meant = issue.code === "invalid_union" ? issue.errors.filter(isMeant) : [];
  const [only] = meant;
  if (only === undefined || meant.length > 1) return [flaw];
  return only
    .map(inner => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap(inner => spelledOut(inner));
}

/** True for the form whose outside fits, so that the mistake is inside of it. */
function isMeant(issues: readonly Issue[]): boolean {
  return issues.every(
    issue => issue.path.length > 0 || issue.code === "unrecognized_keys" || isMeantIssue(issue),
  );
}

/** The issue of a text that is of the right form among several, and wrong in what it says. */
export function meantIssue(message: string): { code: "custom"; message: string; params: { meant: true } } {
  return { code: "custom", message, params: { meant: true } };
}

function isMeantIssue(issue: Issue): boolean {
  return issue.code === "custom" && issue.params?.["meant"] === true;
}
