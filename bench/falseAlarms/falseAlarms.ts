import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { judgeSubject } from "../../cli/check/judge.ts";
import { allFindings, isOpen, type Judged } from "../../cli/check/result.ts";
import { surroundingsOf } from "../../cli/check/surroundings.ts";
import { composeSubject } from "../../cli/sources/compose.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { measured, type Row } from "../measure/row.ts";

/** How many of somebody's compose projects a check refuses, and by which rules. */
export const falseAlarmsBench: Bench = {
  summary:
    "how many projects of --folder (one in each of its folders) end with 1 by default, and by which rules",
  run: measure,
};

/** Of files that run in production, one in so many may be refused. */
const atMostOneIn = 5;

async function measure({ folder, say }: BenchContext): Promise<Report> {
  if (folder === undefined)
    throw new Error("This bench measures a folder of compose projects: give --folder.");
  const names = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isDirectory());
  const results: Judged[] = [];
  for (const { name } of names.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const subject = composeSubject([join(folder, name)], { environment: surroundingsOf(process.env) });
    const result = await judgeSubject(subject, {});
    results.push({ ...result, name });
    for (const { message, file, line } of result.errors)
      say(`${name} cannot be read: ${file}:${line} ${message}`);
    for (const { rule, message, line } of refusals(result)) say(`${name}:${line} ${rule}: ${message}`);
  }
  return { machine: await describeMachine(undefined, {}), rows: rows(results), method };
}

function refusals(result: Judged) {
  return allFindings([result]).filter(finding => isOpen(finding) && finding.level === "mandatory");
}

function rows(results: readonly Judged[]): Row[] {
  const refused = results.filter(result => refusals(result).length > 0);
  const unread = results.filter(({ errors }) => errors.length > 0);
  const byRule = Map.groupBy(
    refused.flatMap(result => [...new Set(refusals(result).map(({ rule }) => rule))]),
    rule => rule,
  );
  const goal = { atMost: Math.floor(results.length / atMostOneIn) };
  return [
    measured("projects", "files", [results.length]),
    measured("end with 1", "files", [refused.length], goal),
    measured("cannot be read", "files", [unread.length]),
    ...[...byRule]
      .sort(([, left], [, right]) => right.length - left.length)
      .map(([rule, all]) => measured(`refused by ${rule}`, "files", [all.length])),
  ];
}

const method = [
  "Each folder's compose file is judged as `bulkhead check FOLDER` does, without options; a project counts once for each rule that refuses it.",
];
