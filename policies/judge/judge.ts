import type { Topology } from "../../topology/index.ts";
import type { Exceptions, Review } from "../exception.ts";
import type { Found, Rule } from "../rule.ts";
import { World } from "../world.ts";
import type { PolicyConfig, RuleConfig } from "./config.ts";
import { cover } from "./exceptions.ts";
import { type Finding, fingerprint } from "./finding.ts";
import { type Words, worded } from "./words.ts";

/** All there is to apply. */
export interface RuleBook {
  readonly rules: readonly Rule[];
  /** Rules about the exceptions themselves: they come last, and nothing excepts from them. */
  readonly aboutExceptions: readonly Rule[];
}

/** Applies rules to a topology. What is found is in the order of the rules, and within one in that of the topology. */
export function applyRules(
  topology: Topology,
  { rules, aboutExceptions }: RuleBook,
  config: PolicyConfig,
  exceptions: Exceptions,
  today: string,
  words: Words = "stack",
): Finding[] {
  const world = new World(topology);
  const apply = (some: readonly Rule[], review: Review): Finding[] =>
    some.flatMap(rule => {
      const own = config.get(rule.id);
      return own === undefined ? [] : findingsBy(rule, own, { world, review, words });
    });
  const findings = apply(rules, { exceptions, used: new Set(), today });
  const covered = cover(findings, exceptions, today);
  return [...covered.findings, ...apply(aboutExceptions, covered.review)];
}

/** What one rule is applied to. */
export interface Judged {
  readonly world: World;
  readonly review: Review;
  readonly words: Words;
}

/** What one rule finds. */
export function findingsBy(rule: Rule, config: RuleConfig, { world, review, words }: Judged): Finding[] {
  if (config.level === "disabled") return [];
  const found = rule.check({ world, settings: config.settings, review });
  return [...distinct(found)].flatMap(one => findingOf(rule, config, one, words));
}

/** What is found about the same thing twice is one finding, and certain if either is. */
function distinct(found: Iterable<Found>): Iterable<Found> {
  const byTarget = new Map<string, Found>();
  for (const one of found) {
    const target = JSON.stringify([one.subject.name, one.evidence]);
    const known = byTarget.get(target);
    if (known === undefined || (known.verdict === "unknown" && one.verdict === "violated"))
      byTarget.set(target, one);
  }
  return byTarget.values();
}

/** A finding at the level that the config gives it; none where it ignores what cannot be told. */
function findingOf(rule: Rule, config: RuleConfig, found: Found, words: Words): Finding[] {
  const level = levelOf(config, found);
  if (level === undefined) return [];
  const { subject, verdict, evidence } = found;
  return [
    {
      rule: rule.id,
      level,
      severity: rule.severity,
      verdict,
      resource: subject.name,
      ...worded(words, rule, found),
      ...(subject.source === undefined ? {} : subject.source),
      evidence,
      fingerprint: fingerprint(rule.id, found),
      ...(subject.origin === undefined ? {} : { origin: subject.origin }),
    },
  ];
}

function levelOf({ level, whenUnknown }: RuleConfig, { verdict }: Found): Finding["level"] | undefined {
  const own = level === "advisory" ? "advisory" : "mandatory";
  if (verdict === "violated") return own;
  if (whenUnknown === "ignored") return undefined;
  return whenUnknown === "mandatory" ? own : "advisory";
}
