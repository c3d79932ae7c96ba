import { families, type Rule, rules } from "../policies/index.ts";
import { columns } from "../topology/index.ts";
import { CliFailure } from "./failure.ts";
import { print } from "./output.ts";

/** Writes what a rule means, or which rules there are. */
export function explain(id: string | undefined, format: "text" | "json"): void {
  if (id === undefined) {
    print(
      format === "json"
        ? JSON.stringify({ version: 1, rules: rules.map(documented) }, null, 2)
        : listOfRules(),
    );
    return;
  }
  const rule = rules.find(one => one.id === id);
  if (rule === undefined) {
    const near = rules.filter(one => one.id.includes(id) || id.includes(one.id)).map(one => one.id);
    const hint = near.length === 0 ? "`bulkhead explain` lists them." : `Did you mean ${near.join(" or ")}?`;
    throw new CliFailure(`There is no rule ${id}.`, hint);
  }
  print(
    format === "json" ? JSON.stringify({ version: 1, rules: [documented(rule)] }, null, 2) : explained(rule),
  );
}

function listOfRules(): string {
  return families
    .map(
      ({ title, rules: own }) =>
        `${title}\n${indented(columns(own.map(one => [one.id, one.level, one.title])))}`,
    )
    .join("\n\n");
}

function explained(rule: Rule): string {
  const settings = Object.entries(rule.settings).map(([name, { default: value, description }]) => [
    name,
    JSON.stringify(value),
    description,
  ]);
  return [
    `${rule.id}: ${rule.title}`,
    "",
    columns([
      ["severity", rule.severity],
      ["level", rule.level],
      ...(rule.cis === undefined ? [] : [["CIS Docker Benchmark", rule.cis]]),
    ]),
    "",
    "Why",
    `  ${rule.rationale}`,
    "",
    "What to do",
    `  ${rule.remedy}`,
    ...(rule.exception === undefined ? [] : ["", "When to let it pass", `  ${rule.exception}`]),
    ...(settings.length === 0 ? [] : ["", "Settings", indented(columns(settings))]),
  ].join("\n");
}

function documented({ check: _, ...rule }: Rule): object {
  return rule;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
