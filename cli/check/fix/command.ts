import { CliFailure } from "../../failure.ts";
import { print } from "../../output.ts";
import { composeSubject } from "../../sources/compose.ts";
import type { Subject } from "../../sources/subject.ts";
import { judgeSubject, statusOf } from "../judge.ts";
import type { CheckOptions } from "../options.ts";
import { isOpen, type Judged } from "../result.ts";
import { diffOf, type FixSource, mend, split, writeMended } from "./fix.ts";
import { fixes } from "./fixes.ts";

/** A project and what it was read with. */
export interface Fixable {
  readonly subject: Subject;
  readonly source: FixSource;
}

/**
 * Shows how findings would be mended, or mends them; gives the exit status of what is then found.
 *
 * @throws CliFailure where rules are named that nothing mends.
 */
export async function fix(projects: readonly Fixable[], options: CheckOptions): Promise<number> {
  const rules = rulesOf(options.fixOnly);
  const results: Judged[] = [];
  for (const { subject, source } of projects) {
    const judged = await judgeSubject(subject, options);
    if (judged.errors.length > 0) {
      for (const { message, file, line } of judged.errors) say(`${file}:${line} ${message}`);
      results.push(judged);
      continue;
    }
    const alone = mend(subject, judged.findings.filter(isOpen), source, rules);
    const mended = (options.split === true ? split(subject, source, alone) : undefined) ?? alone;
    if (options.split === true && mended === alone)
      say(
        `${subject.name}: the networks are left: the services name their own, or nobody is said to call anybody.`,
      );
    const diff = diffOf(mended);
    if (diff !== "") print(diff);
    for (const { finding, why } of mended.left)
      say(`${finding.file}:${finding.line} ${finding.rule} of ${nameOf(finding)} is left: ${why}.`);
    if (options.write) writeMended(mended);
    say(countOf(subject.name, mended.done.length, mended.left.length, options.write === true));
    const now = options.write ? composeSubject(source.given, source.settings) : subject;
    results.push(options.write ? await judgeSubject(now, options) : judged);
  }
  return statusOf(results, options.failOn);
}

/** As the file calls it. */
function nameOf({ resource }: { readonly resource: string }): string {
  return resource.replace(/^workload\//, "service ").replace("/", " ");
}

function countOf(name: string, done: number, left: number, isWritten: boolean): string {
  const rest = left === 0 ? "" : `, ${left} left`;
  if (isWritten) return `${name}: ${done} mended${rest}.`;
  return `${name}: ${done} can be mended${rest}. ${done === 0 ? "Nothing is to be written." : "--write writes it."}`;
}

function rulesOf(only: string | undefined): readonly string[] | undefined {
  const named = only?.split(",").map(rule => rule.trim());
  const odd = named?.find(rule => !Object.hasOwn(fixes, rule));
  if (odd !== undefined)
    throw new CliFailure(`Nothing mends ${odd}.`, `Name some of ${Object.keys(fixes).join(", ")}.`);
  return named;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
