import { families, type Rule, rules, ruleText } from "../policies/index.ts";
import { columns } from "../topology/index.ts";
import { CliFailure } from "./failure.ts";
import { print, wrapped } from "./output.ts";

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
    format === "json"
      ? JSON.stringify({ version: 1, rules: [documented(rule)] }, null, 2)
      : wrapped(explained(rule)),
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

/** The page of the rule, without the marks that only a browser needs. */
function explained(rule: Rule): string {
  return ruleText(rule).replace(/\*\*|^## /gm, "");
}

function documented({ check: _, remediate: __, ...rule }: Rule): object {
  return rule;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
