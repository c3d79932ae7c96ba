import { styleText } from "node:util";
import { type Finding, rules } from "../../../policies/index.ts";
import { columns } from "../../../topology/index.ts";
import { isTerminal, wrapped } from "../../output.ts";
import { allFindings, isOpen, type Judged } from "../result.ts";
import { byWeight, type Group, groupsOf } from "./groups.ts";

/** How much is to be written. */
export interface TextOptions {
  /** Every finding, and not only the first of those that are alike. */
  readonly all: boolean;
  /** Lines that were said beside the findings, which count against the few that a small file gets. */
  readonly said: number;
}

/** For people: what it comes to, then what is wrong, the worst first. */
export function text(results: readonly Judged[], { all, said }: TextOptions): string {
  const findings = allFindings(results);
  const open = findings.filter(isOpen);
  const excepted = findings.filter(finding => !isOpen(finding));
  const body = all
    ? [...byRule(open, "mandatory"), ...byRule(open, "advisory"), ...excepted.map(exceptedLine)]
    : inShort(open, mostGroups(results, said));
  return [...summary(results, open, excepted.length), ...body].join("\n");
}

/** Of a file with one service a screenful is too much. */
function mostGroups(results: readonly Judged[], said: number): number {
  const services = results.reduce((sum, { size }) => sum + size, 0);
  return services > 1 ? 12 : Math.max(1, 3 - said);
}

/** One line for findings that are alike; the rest is counted. */
function inShort(open: readonly Finding[], most: number): string[] {
  const certain = groupsOf(open.filter(({ verdict }) => verdict === "violated"));
  const doubtful = open.filter(({ verdict }) => verdict === "unknown");
  const [shown, others] = [certain.slice(0, most), certain.slice(most)];
  const left = others.reduce((sum, { findings }) => sum + findings.length, 0);
  const rest = [
    ...(left === 0 ? [] : [`${left} more of ${named(others.map(({ rule }) => rule))}`]),
    ...(doubtful.length === 0 ? [] : [`${doubtful.length} that cannot be told`]),
  ];
  const more = rest.length === 0 ? [] : [`And ${rest.join(", and ")}: --all shows every one.`];
  return [...shown.map(groupLine), ...more.map(line => wrapped(line, 2))];
}

function groupLine({ rule, level, severity, findings, remedies }: Group): string {
  const what = `${bold(level, level)} ${severity} ${bold(level, rule)}:`;
  const [first] = findings;
  const resources = new Set(findings.map(keyOf));
  const others = findings.length === 1 ? "" : ` And ${findings.length - 1} more like it.`;
  const message =
    resources.size === 1 && first !== undefined
      ? `${placed(first)}${first.message}${others}`
      : `${subjects(findings)}.`;
  return wrapped(`${what} ${message}${remedies.length === 1 ? ` ${remedies[0]}` : ""}`, 2);
}

/** `14 services (web, api, db and 11 more)`, each with its place where there are few. */
function subjects(findings: readonly Finding[]): string {
  const resources = [...new Map(findings.map(finding => [keyOf(finding), finding])).values()];
  const kinds = new Set(resources.map(({ resource }) => resource.split("/")[0] ?? ""));
  const [only = ""] = kinds;
  const what = kinds.size === 1 ? plural(only, resources.length) : `${resources.length} places`;
  const names = resources.map(one => {
    const name = one.resource.slice(one.resource.indexOf("/") + 1);
    return resources.length > 3 ? name : `${name}${one.line === undefined ? "" : ` at ${place(one)}`}`;
  });
  return `${what} (${named(names)})`;
}

/** Two files may each have a service of one name. */
function keyOf({ file, resource }: Finding): string {
  return `${file ?? ""} ${resource}`;
}

function plural(kind: string, count: number): string {
  const word = kind === "workload" ? "service" : kind;
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** The first few by name, the others counted. */
function named(names: readonly string[]): string {
  const [few, others] = [names.slice(0, 4), names.slice(4)];
  return others.length === 0 ? few.join(", ") : `${few.join(", ")} and ${others.length} more`;
}

/** One part for each rule, in the rules' own order. */
function byRule(findings: readonly Finding[], level: Finding["level"]): string[] {
  const groups = Map.groupBy(
    findings.filter(finding => finding.level === level),
    ({ rule }) => rule,
  );
  const known = rules.filter(({ id }) => groups.has(id));
  return known.sort(byWeight).flatMap(({ id, title, severity }) => {
    const found = groups.get(id) ?? [];
    const table = columns(found.map(one => [place(one), one.resource, one.message])).split("\n");
    const remedies = [...new Set(found.map(({ remedy }) => remedy))];
    return [
      "",
      wrapped(`${bold(level, id)}  ${level}, ${severity}: ${title}`, 2),
      ...table.map(row => wrapped(`  ${row}`, 4)),
      ...remedies.map(remedy => wrapped(`  => ${remedy}`, 5)),
    ];
  });
}

function placed(finding: Finding): string {
  const where = place(finding);
  return where === "" ? "" : `${where} `;
}

function place({ file, line }: Finding): string {
  return [file, line].filter(part => part !== undefined).join(":");
}

function exceptedLine(finding: Finding): string {
  const { rule, resource, excepted } = finding;
  const who = excepted === undefined ? "" : `${excepted.owner}, until ${excepted.expiry}: ${excepted.reason}`;
  return `let pass  ${rule}  ${resource}  ${who}`;
}

/** What was judged and by which levels, how much was found, and the worst of it. */
function summary(results: readonly Judged[], open: readonly Finding[], excepted: number): string[] {
  const of = (level: Finding["level"]): number => open.filter(finding => finding.level === level).length;
  const unread = results.filter(({ errors }) => errors.length > 0).length;
  const inPart = results.some(({ errors, size }) => errors.length > 0 && size > 0);
  const known = results.reduce((sum, one) => sum + one.known, 0);
  const counts = [
    `${of("mandatory")} mandatory`,
    `${of("advisory")} advisory`,
    ...(excepted === 0 ? [] : [`${excepted} let pass`]),
    ...(known === 0 ? [] : [`${known} of the baseline`]),
    ...(unread === 0 ? [] : [`${unread} of ${results.length} could not be read${inPart ? " in full" : ""}`]),
  ];
  const profiles = [...new Set(results.map(({ profile }) => profile))].join(" and ");
  const [worst] = groupsOf(open.filter(({ verdict }) => verdict === "violated"));
  const last =
    worst === undefined
      ? ""
      : ` Worst: ${worst.rule} (${worst.severity}); \`bulkhead explain ${worst.rule}\` says more.`;
  const what = results.length === 1 ? results[0]?.name : `${results.length} sources`;
  return [wrapped(`${what}: ${counts.join(", ")} (levels: ${profiles}).${last}`, 2)];
}

function bold(level: Finding["level"], words: string): string {
  const colour = level === "mandatory" ? "red" : "yellow";
  return isTerminal(process.stdout) ? styleText(["bold", colour], words, { validateStream: false }) : words;
}
