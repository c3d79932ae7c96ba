import type {
  Policies,
  PolicyConfigSchema,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { readResources } from "../../topology/index.ts";
import { type RuleConfig, settingsOf } from "../judge/config.ts";
import { cover } from "../judge/exceptions.ts";
import type { Finding } from "../judge/finding.ts";
import { findingsBy } from "../judge/judge.ts";
import { remediations } from "../pack/remediate.ts";
import type { Rule, WhenUnknown } from "../rule.ts";
import { ruleBook } from "../rules/index.ts";
import type { Settings, Values } from "../settings.ts";
import { World } from "../world.ts";
import { type BulkheadPoliciesOptions, readOptions } from "./options.ts";
import { Reading } from "./reading.ts";
import { rawOf, withoutDoubtful } from "./resources.ts";

const container = "docker:index/container:Container";
/** The policy that tells what the others cannot. */
export const cannotBeTold = "cannot-be-told";

/**
 * The rules as ordinary policies of @pulumi/policy, for a pack of one's own: each with its name, level, severity and
 * settings, and one further, `cannot-be-told`, which says what is not known yet, so that it takes no finding away.
 *
 * @throws PolicyOptionsError with all that is wrong, by option.
 * @example new PolicyPack("acme", { policies: [...bulkheadPolicies({ exceptions: "exceptions.yaml" }), ...ours] })
 */
export function bulkheadPolicies(options: BulkheadPoliciesOptions = {}): Policies {
  const { config, exceptions, today } = readOptions(options);
  const reading = new Reading();
  const doubtful: Finding[] = [];
  const defaultsOf = ({ id }: Rule): RuleConfig => {
    const own = config.get(id);
    if (own === undefined) throw new Error(`Rule ${id} has no config.`);
    return own;
  };
  /** What a rule has found counts; of what cannot be told the last policy speaks, unless the rule is to refuse it. */
  const told = (rule: Rule, findings: readonly Finding[], own: RuleConfig): Finding[] => {
    const open = cover(findings, exceptions, today).findings.filter(({ excepted }) => excepted === undefined);
    const isOwn = ({ verdict }: Finding): boolean =>
      verdict === "violated" || (own.whenUnknown === "mandatory" && own.level !== "advisory");
    doubtful.push(...open.filter(finding => finding.rule === rule.id && !isOwn(finding)));
    return open.filter(isOwn);
  };
  const none = { exceptions, used: new Set<never>(), today };

  const stackPolicy = (rule: Rule, place: number): StackValidationPolicy => ({
    ...described(rule, defaultsOf(rule)),
    validateStack: (args, report) => {
      const { world, found } = reading.of(place, args.resources);
      const own = configured(rule, defaultsOf(rule), args);
      const review = ruleBook.aboutExceptions.includes(rule) ? cover(found, exceptions, today).review : none;
      const findings = findingsBy(rule, own, { world, review, words: "stack" });
      found.push(...findings);
      for (const { message, remedy, origin } of told(rule, findings, own))
        report(`${message}\n${remedy}`, origin);
    },
  });

  const resourcePolicy = (
    rule: Rule,
    remediate: NonNullable<Rule["remediate"]>,
  ): ResourceValidationPolicy => ({
    ...described(rule, defaultsOf(rule)),
    validateResource: (args, report) => {
      if (args.type !== container) return;
      const own = configured(rule, defaultsOf(rule), args);
      for (const { message, remedy } of told(rule, findingsAbout(args, rule, own), own))
        report(`${message}\n${remedy}`);
    },
    remediateResource: args => {
      if (args.type !== container) return undefined;
      const own = configured(rule, defaultsOf(rule), args);
      const [finding] = findingsAbout(args, rule, own);
      if (finding === undefined || told(rule, [finding], own).length === 0) return undefined;
      return remediations[remediate](rawOf(args.props), own.settings) as Record<string, unknown> | undefined;
    },
  });

  /** It is shown each resource as well, to know what the program asks for. */
  const doubts: StackValidationPolicy & ResourceValidationPolicy = {
    name: cannotBeTold,
    description: "What is not known yet, and leaves open whether a rule is broken",
    enforcementLevel: "advisory",
    validateResource: ({ urn, type, props }) => reading.remember(urn, type, rawOf(props)),
    validateStack: (_, report) => {
      for (const { rule, message, remedy, origin } of doubtful.splice(0))
        report(`${rule}: ${message}\n${remedy}`, origin);
    },
  };
  const ordered = [...ruleBook.rules, ...ruleBook.aboutExceptions];
  return [
    ...ordered.map((rule, place) =>
      rule.remediate === undefined ? stackPolicy(rule, place) : resourcePolicy(rule, rule.remediate),
    ),
    doubts,
  ];
}

/** What a rule finds in one container by itself. */
function findingsAbout({ urn, type, props }: ResourceValidationArgs, rule: Rule, own: RuleConfig): Finding[] {
  const inputs = withoutDoubtful(type, rawOf(props));
  const world = new World(readResources("", [{ urn, type, inputs }]));
  const review = { exceptions: [], used: new Set<never>(), today: "" };
  return findingsBy(rule, own, { world, review, words: "stack" });
}

/** What Pulumi is told of a rule. */
function described(rule: Rule, { level }: RuleConfig) {
  const schema = { properties: JSON.parse(JSON.stringify(settingsOf(rule))) } as PolicyConfigSchema;
  return {
    name: rule.id,
    displayName: rule.title,
    description: rule.rationale,
    enforcementLevel: level,
    severity: rule.severity,
    remediationSteps: rule.remedy,
    configSchema: schema,
  };
}

/** A rule's config as Pulumi gives it. Levels are the SDK's matter: a rule that is asked is on. */
function configured(
  rule: Rule,
  { level, whenUnknown, settings }: RuleConfig,
  args: Pick<StackValidationArgs | ResourceValidationArgs, "getConfig">,
): RuleConfig {
  const { whenUnknown: asked = whenUnknown, ...given } = args.getConfig<Record<string, unknown>>();
  const known = Object.keys(rule.settings);
  const own = Object.entries(given).filter(([name]) => known.includes(name));
  return {
    level: level === "disabled" ? "mandatory" : level,
    whenUnknown: asked as WhenUnknown,
    settings: { ...settings, ...Object.fromEntries(own) } as Values<Settings>,
  };
}
