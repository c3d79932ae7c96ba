import type { Topology } from "../topology/index.ts";
import type { Exceptions } from "./exception.ts";
import { type PolicyConfig, resolveConfig } from "./judge/config.ts";
import { parseExceptions } from "./judge/exceptions.ts";
import type { Finding } from "./judge/finding.ts";
import { applyRules } from "./judge/judge.ts";
import type { Profile } from "./judge/profiles.ts";
import type { Words } from "./judge/words.ts";
import { ruleBook, rules } from "./rules/index.ts";

export type { Exception, Exceptions } from "./exception.ts";
export { type PolicyConfig, PolicyConfigError, type RuleConfig } from "./judge/config.ts";
export { ExceptionsError } from "./judge/exceptions.ts";
export type { Excepted, Finding } from "./judge/finding.ts";
export { type Profile, profileConfig, profiles } from "./judge/profiles.ts";
export type { Words } from "./judge/words.ts";
export { judgeStack, type TestResource, type Violation } from "./ordinary/judgeStack.ts";
export { type BulkheadPoliciesOptions, PolicyOptionsError } from "./ordinary/options.ts";
export { bulkheadPolicies } from "./ordinary/policies.ts";
export { reach, topologyOf } from "./ordinary/stack.ts";
export { ruleText } from "./pages/rulePage.ts";
export type { Family, Level, Rule, Severity, Verdict, WhenUnknown } from "./rule.ts";
export { families, rules } from "./rules/index.ts";
export type { Setting, Settings } from "./settings.ts";

/** How to judge. */
export interface JudgeOptions {
  /** Levels and settings of rules. @default those of the rules, see {@link policyConfig} */
  readonly config?: PolicyConfig;
  /** The reviewed exceptions, see {@link readExceptions}. @default none */
  readonly exceptions?: Exceptions;
  /** In whose words to speak. @default "stack" */
  readonly words?: Words;
  /** The day on which exceptions have to hold: `2026-11-21`. @default today, in UTC */
  readonly today?: string;
}

/**
 * Judges a topology by all rules. It is a pure function: neither an engine nor Pulumi is asked, and nothing that is not
 * known stops it or hides another finding. Findings that an exception covers are given with `excepted`.
 *
 * @example judge(topology).some(({ level, excepted }) => level === "mandatory" && excepted === undefined)
 */
export function judge(topology: Topology, options: JudgeOptions = {}): Finding[] {
  const {
    config = policyConfig({}),
    exceptions = [],
    words = "stack",
    today = new Date().toISOString().slice(0, 10),
  } = options;
  return applyRules(topology, ruleBook, config, exceptions, today, words);
}

/**
 * Reads a config of the rules, in the form of `pulumi preview --policy-pack-config FILE`.
 *
 * @param profile the levels of what it does not name.
 * @throws PolicyConfigError with all that is wrong with it.
 * @example policyConfig({ all: "advisory", privileged: "mandatory" })
 */
export function policyConfig(given: unknown, profile: Profile = "stack"): PolicyConfig {
  return resolveConfig(rules, given, profile);
}

/**
 * Reads a file of reviewed exceptions.
 *
 * @param file its name, for messages.
 * @throws ExceptionsError with all that is wrong with it, by line.
 * @example readExceptions("exceptions.yaml", `exceptions:
 *   - rule: wildcard-publish
 *     resource: workload/web
 *     reason: The shop is open to everybody.
 *     owner: team-shop
 *     expiry: 2027-01-31`)
 */
export function readExceptions(file: string, text: string): Exceptions {
  return parseExceptions(file, text, new Set(rules.map(({ id }) => id)));
}
