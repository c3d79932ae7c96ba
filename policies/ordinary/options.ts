import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Exceptions } from "../exception.ts";
import { type PolicyConfig, PolicyConfigError, resolveConfig } from "../judge/config.ts";
import { ExceptionsError, isDay, parseExceptions, wrongWithException } from "../judge/exceptions.ts";
import { type Profile, profiles } from "../judge/profiles.ts";
import { rules } from "../rules/index.ts";

/** How the rules are to be in a pack of one's own. */
export interface BulkheadPoliciesOptions {
  /** Levels and settings of rules, which the pack's config under Pulumi goes before; see {@link policyConfig}. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The levels of rules that the config does not name. @default "stack" */
  readonly profile?: Profile;
  /** The reviewed exceptions, or the path of their file. @default none */
  readonly exceptions?: Exceptions | string;
  /** The day on which exceptions have to hold: `2026-11-21`. @default today, in UTC */
  readonly today?: string;
}

/** What is wrong with options of {@link bulkheadPolicies}, all of it. */
export class PolicyOptionsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(["These options of bulkheadPolicies are wrong:", ...problems].join("\n  - "));
    this.name = "PolicyOptionsError";
    this.problems = problems;
  }
}

/** Options that have been found in order. */
export interface ReadOptions {
  readonly config: PolicyConfig;
  readonly exceptions: Exceptions;
  readonly today: string;
}

const known: readonly string[] = [
  "config",
  "profile",
  "exceptions",
  "today",
] satisfies (keyof BulkheadPoliciesOptions)[];

/** @throws PolicyOptionsError with every problem, by the option it is of. */
export function readOptions(options: BulkheadPoliciesOptions): ReadOptions {
  const { profile, today = new Date().toISOString().slice(0, 10) } = options;
  const problems = Object.keys(options)
    .filter(name => !known.includes(name))
    .map(name => `${name}: there is no such option; there are ${known.join(", ")}`);
  if (profile !== undefined && !profiles.includes(profile))
    problems.push(`profile: give one of ${profiles.join(", ")}`);
  if (!isDay(today)) problems.push(`today: give a day such as 2027-01-31, not "${today}"`);
  const config = attempt("config", problems, () => resolveConfig(rules, options.config ?? {}, profile));
  const exceptions = attempt("exceptions", problems, () => exceptionsOf(options.exceptions));
  if (config === undefined || exceptions === undefined || problems.length > 0)
    throw new PolicyOptionsError(problems);
  return { config, exceptions, today };
}

/** What an option comes to; undefined where something is wrong with it, which is noted. */
function attempt<T>(option: string, problems: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PolicyConfigError || error instanceof ExceptionsError)) throw error;
    problems.push(...error.problems.map(problem => `${option}: ${problem}`));
    return undefined;
  }
}

function exceptionsOf(given: Exceptions | string | undefined): Exceptions {
  const ids = new Set(rules.map(({ id }) => id));
  if (typeof given === "string") return parseExceptions(given, textOf(given), ids);
  const list: Exceptions = given ?? [];
  if (!Array.isArray(list)) throw new ExceptionsError("the options", ["give a list, or the path of a file"]);
  const wrong = list.flatMap((one, at) => wrongWithException(one, ids).map(text => `[${at}]: ${text}`));
  if (wrong.length > 0) throw new ExceptionsError("the options", wrong);
  return list;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ExceptionsError(file, [
      `there is no file ${resolve(file)} that can be read; name it by its whole path`,
    ]);
  }
}
