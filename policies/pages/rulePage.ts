import { levelIn } from "../judge/profiles.ts";
import type { Family, Rule, WhenUnknown } from "../rule.ts";
import type { Setting } from "../settings.ts";

const source = "policies/rules";

/** The page of a family: each rule with why, how to obey it, and what can be set. Markdown. */
export function familyPage({ id, title, about, rules }: Family): string {
  return [
    `<!-- Written by \`npm run rules:docs\` from ${source}/${id}.ts. -->`,
    `# ${title}`,
    about,
    table(
      ["rule", "asks that", "level", "severity", "CIS"],
      rules.map(rule => [`[${rule.id}](#${rule.id})`, rule.title, rule.level, rule.severity, rule.cis ?? ""]),
    ),
    ...rules.map(ruleText),
    "",
  ].join("\n\n");
}

/** One rule, in Markdown. */
export function ruleText(rule: Rule): string {
  const { id, title, level, severity, cis, rationale, remedy, exception, remediate } = rule;
  const { settings, compose, whenUnknown = "advisory" } = rule;
  const own = levelIn("compose", rule);
  const ofFiles = own === level ? "" : ` (${own} for compose files)`;
  const reference = cis === undefined ? "" : ` CIS Docker Benchmark 1.6.0, ${cis}.`;
  return [
    `## ${id}`,
    `${title}. Level ${level}${ofFiles}, severity ${severity}.${reference}`,
    `**Why.** ${rationale}`,
    `**What to do.** ${remedy}`,
    ...(compose === undefined ? [] : [composeText(compose)]),
    ...(exception === undefined ? [] : [`**When to except.** ${exception}`]),
    ...(remediate === undefined
      ? []
      : ["**Remediation.** At the level `remediate` the pack corrects containers before they are made."]),
    ...(whenUnknown === "advisory" ? [] : [unknownText(whenUnknown)]),
    ...(Object.keys(settings).length === 0
      ? []
      : [table(["setting", "type", "default", "meaning"], Object.entries(settings).map(settingRow))]),
  ].join("\n\n");
}

/** The page that leads to the families. */
export function indexPage(families: readonly Family[], intro: string): string {
  const rows = families.flatMap(({ id: family, rules }) =>
    rules.map(({ id, title, level, severity }) => [`[${id}](${family}.md#${id})`, title, level, severity]),
  );
  return [
    `<!-- Written by \`npm run rules:docs\` from ${source} and docs/rules/intro.md. -->`,
    intro.trim(),
    "## All rules",
    table(["rule", "asks that", "level", "severity"], rows),
    "",
  ].join("\n\n");
}

function composeText({ rationale, remedy }: NonNullable<Rule["compose"]>): string {
  return ["**In a compose file.**", rationale, remedy].filter(part => part !== undefined).join(" ");
}

function unknownText(whenUnknown: Exclude<WhenUnknown, "advisory">): string {
  const becomes = { ignored: "is not mentioned", mandatory: "refuses the deployment" }[whenUnknown];
  return `**When it cannot be told.** It ${becomes}, unless \`whenUnknown\` says otherwise.`;
}

function settingRow([name, setting]: readonly [string, Setting]): string[] {
  return [`\`${name}\``, typeOf(setting), `\`${JSON.stringify(setting.default)}\``, setting.description];
}

function typeOf(setting: Setting): string {
  if (setting.type === "array") return "list of texts";
  if (setting.type !== "string") return setting.type;
  return setting.enum === undefined ? "text" : setting.enum.map(value => `\`${value}\``).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
