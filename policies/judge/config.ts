import type { Level, Rule, WhenUnknown } from "../rule.ts";
import { complaint, type Setting, type Settings, type Values } from "../settings.ts";
import { levelIn, type Profile } from "./profiles.ts";

/** How one rule is to be applied. */
export interface RuleConfig {
  readonly level: Level;
  readonly whenUnknown: WhenUnknown;
  readonly settings: Values<Settings>;
}

/** How each rule is to be applied, by its id. */
export type PolicyConfig = ReadonlyMap<string, RuleConfig>;

/** The settings of a rule, and the one that all have. */
export function settingsOf({ settings, whenUnknown = "advisory" }: Rule): Settings {
  const setting: Setting = {
    type: "string",
    enum: ["advisory", "mandatory", "ignored"] satisfies WhenUnknown[],
    default: whenUnknown,
    description:
      "What becomes of it when something that is not known yet leaves open whether the rule is broken; never more than the rule's own level",
  };
  return { ...settings, whenUnknown: setting };
}

/** What is wrong with a config, all of it. */
export class PolicyConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The policy config is wrong: ${problems.join("; ")}.`);
    this.name = "PolicyConfigError";
    this.problems = problems;
  }
}

const levels: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"] satisfies Level[];

/**
 * Reads a config in the form of `pulumi preview --policy-pack-config FILE`: by rule, a level, or an object of
 * `enforcementLevel` and the rule's settings. `all` sets the level of all rules that are not named.
 *
 * @param profile the levels of rules that the config does not name.
 * @throws PolicyConfigError with every problem: rules and settings that do not exist, values that do not fit.
 * @example resolveConfig(rules, { all: "advisory", privileged: "mandatory", "image-registry": { registries: ["docker.io"] } })
 */
export function resolveConfig(
  rules: readonly Rule[],
  given: unknown,
  profile: Profile = "stack",
): PolicyConfig {
  const problems: string[] = [];
  if (!isObject(given)) throw new PolicyConfigError(["it must be an object with rules by their ids"]);
  const ids = new Set(rules.map(({ id }) => id));
  for (const name of Object.keys(given)) {
    if (name !== "all" && !ids.has(name)) problems.push(`there is no rule "${name}"`);
  }
  const all = parts("all", given["all"], problems);
  for (const name of Object.keys(all.settings))
    problems.push(`all: only the level can be set for all rules, not "${name}"`);
  const resolved = rules.map((rule): [string, RuleConfig] => {
    const own = parts(rule.id, given[rule.id], problems);
    const { whenUnknown, ...settings } = valuesOf(rule.id, settingsOf(rule), own.settings, problems);
    return [
      rule.id,
      {
        level: own.level ?? all.level ?? levelIn(profile, rule),
        whenUnknown: whenUnknown as WhenUnknown,
        settings,
      },
    ];
  });
  if (problems.length > 0) throw new PolicyConfigError(problems);
  return new Map(resolved);
}

function parts(
  name: string,
  given: unknown,
  problems: string[],
): { level: Level | undefined; settings: Readonly<Record<string, unknown>> } {
  if (given === undefined) return { level: undefined, settings: {} };
  if (typeof given !== "string" && !isObject(given)) {
    problems.push(`${name}: must be a level or an object`);
    return { level: undefined, settings: {} };
  }
  const { enforcementLevel: level, ...settings } =
    typeof given === "string" ? { enforcementLevel: given } : given;
  if (level === undefined || isLevel(level)) return { level, settings };
  problems.push(`${name}: the level must be one of ${levels.join(", ")}`);
  return { level: undefined, settings };
}

function valuesOf(
  id: string,
  known: Settings,
  given: Readonly<Record<string, unknown>>,
  problems: string[],
): Values<Settings> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) problems.push(`${id}: there is no setting "${name}"`);
  }
  const values = Object.entries(known).map(([name, setting]) => {
    const value = given[name];
    if (value === undefined) return [name, setting.default];
    const wrong = complaint(setting, value);
    if (wrong !== undefined) problems.push(`${id}: ${name} ${wrong}`);
    return [name, value];
  });
  return Object.fromEntries(values) as Values<Settings>;
}

function isLevel(value: unknown): value is Level {
  return typeof value === "string" && levels.includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
