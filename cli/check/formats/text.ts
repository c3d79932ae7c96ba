import { styleText } from "node:util";
import { type Finding, rules } from "../../../policies/index.ts";
import { columns } from "../../../topology/index.ts";
import { isTerminal, wrapped } from "../../output.ts";
import { allFindings, isOpen, type Judged } from "../result.ts";

/** For people: what is wrong by rule, the worst first, and one line that counts. */
export function text(results: readonly Judged[]): string {
  const findings = allFindings(results);
  const open = findings.filter(isOpen);
  const excepted = findings.filter(finding => !isOpen(finding));
  return [
    ...byRule(open, "mandatory"),
    ...byRule(open, "advisory"),
    ...excepted.map(exceptedLine),
    ...(excepted.length === 0 ? [] : [""]),
    summary(results, open, excepted.length),
  ].join("\n");
}

/** One part for each rule, in the rules' own order. */
function byRule(findings: readonly Finding[], level: Finding["level"]): string[] {
  const groups = Map.groupBy(
    findings.filter(finding => finding.level === level),
    ({ rule }) => rule,
  );
  return rules.flatMap(({ id, title, severity }) => {
    const found = groups.get(id) ?? [];
    if (found.length === 0) return [];
    const colour = level === "mandatory" ? "red" : "yellow";
    const table = columns(found.map(one => [place(one), one.resource, one.message])).split("\n");
    const remedies = [...new Set(found.map(({ remedy }) => remedy))];
    return [
      wrapped(`${bold(colour, id)}  ${level}, ${severity}: ${title}`, 2),
      ...table.map(row => wrapped(`  ${row}`, 4)),
      ...remedies.map(remedy => wrapped(`  => ${remedy}`, 5)),
      "",
    ];
  });
}

function place({ file, line }: Finding): string {
  return [file, line].filter(part => part !== undefined).join(":");
}

function exceptedLine(finding: Finding): string {
  const { rule, resource, excepted } = finding;
  const who = excepted === undefined ? "" : `${excepted.owner}, until ${excepted.expiry}: ${excepted.reason}`;
  return `let pass  ${rule}  ${resource}  ${who}`;
}

function summary(results: readonly Judged[], open: readonly Finding[], excepted: number): string {
  const of = (level: Finding["level"]): number => open.filter(finding => finding.level === level).length;
  const unread = results.filter(({ errors }) => errors.length > 0).length;
  const counts = [
    `${of("mandatory")} mandatory`,
    `${of("advisory")} advisory`,
    ...(excepted === 0 ? [] : [`${excepted} let pass`]),
    ...(unread === 0 ? [] : [`${unread} of ${results.length} could not be read`]),
  ];
  const next = open.length === 0 ? "" : " `bulkhead explain RULE` says more.";
  return `${results.length === 1 ? results[0]?.name : `${results.length} sources`}: ${counts.join(", ")}.${next}`;
}

function bold(colour: "red" | "yellow", words: string): string {
  return isTerminal(process.stdout) ? styleText(["bold", colour], words, { validateStream: false }) : words;
}
