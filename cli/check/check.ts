import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import {
  type Finding,
  type JudgeOptions,
  judge,
  PolicyConfigError,
  policyConfig,
  readExceptions,
} from "../../policies/index.ts";
import { readSubject } from "../commands/source.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { remarkText, type Subject } from "../sources/subject.ts";
import type { CheckOptions } from "./options.ts";
import { elementOf } from "./place.ts";
import { render } from "./render.ts";
import { allFindings, isOpen, type Judged } from "./result.ts";

/** Judges what the arguments name, writes what was found, and gives the exit status. */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const subjects = await subjectsOf(files, options);
  const results = onceEach(await Promise.all(subjects.map(subject => judgeSubject(subject, options))));
  const said = subjects.flatMap(({ problems, remarks }) => [...problems, ...(options.quiet ? [] : remarks)]);
  for (const remark of said) process.stderr.write(`${remarkText(remark)}\n`);
  const text = await render(options.format, results);
  if (text !== "") print(text);
  return statusOf(results, options.failOn);
}

/** What was named, or what the stack has of its own. */
async function judgeOptions(subject: Subject, options: CheckOptions): Promise<JudgeOptions> {
  const config = options.policyConfig ?? subject.policy?.config;
  const { exceptions = subject.policy?.exceptions } = options;
  return {
    ...(config === undefined ? {} : { config: await readConfig(config) }),
    ...(exceptions === undefined ? {} : { exceptions: readExceptions(exceptions, await textOf(exceptions)) }),
  };
}

async function readConfig(file: string): Promise<NonNullable<JudgeOptions["config"]>> {
  const text = await textOf(file);
  let given: unknown;
  try {
    given = parse(text);
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new CliFailure(`${file} is neither JSON nor YAML: ${line}`, "Correct it.");
  }
  try {
    return policyConfig(given ?? {});
  } catch (error) {
    if (!(error instanceof PolicyConfigError)) throw error;
    throw new CliFailure(`${file}: ${error.message}`, "`bulkhead explain` lists the rules.");
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new CliFailure(`The file ${file} cannot be read.`, "Correct the path.");
  }
}

/** Each file is a project of its own; without any, it is what the options name. */
async function subjectsOf(files: readonly string[], options: CheckOptions): Promise<Subject[]> {
  const { stack, preview, state, compose, engine } = options;
  const names = [stack, preview, state, compose, engine].some(source => source !== undefined);
  if (files.length === 0) return [await readSubject(options)];
  const { composeSubject } = await import("../sources/compose.ts");
  const own = files.map(file => composeSubject([file], options));
  return names ? [...own, await readSubject(options)] : own;
}

async function judgeSubject(subject: Subject, options: CheckOptions): Promise<Judged> {
  const { name, file, topology, problems, locate } = subject;
  const how = await judgeOptions(subject, options);
  const findings = topology === undefined ? [] : judge(topology, how);
  const placed = findings.map(finding => {
    const isOfTopology = topology !== undefined && !isAboutException(finding);
    return isOfTopology ? { ...finding, ...locate?.(elementOf(finding, topology)) } : finding;
  });
  return { name, ...(file === undefined ? {} : { file }), findings: placed, errors: problems };
}

/**
 * Each source is judged by itself, and so are the exceptions with each. What is wrong with an exception is said once;
 * it is unused where no source uses it.
 */
function onceEach(results: readonly Judged[]): Judged[] {
  const about = allFindings(results).filter(isAboutException);
  const byFingerprint = Map.groupBy(about, ({ fingerprint }) => fingerprint);
  const judged = results.filter(({ errors }) => errors.length === 0).length;
  const said = new Set<string>();
  const keep = (finding: Finding): boolean => {
    if (!isAboutException(finding)) return true;
    const everywhere = byFingerprint.get(finding.fingerprint)?.length === judged;
    if (said.has(finding.fingerprint) || (finding.rule === "exception-unused" && !everywhere)) return false;
    said.add(finding.fingerprint);
    return true;
  };
  return results.map(result => ({ ...result, findings: result.findings.filter(keep) }));
}

function isAboutException({ resource }: Finding): boolean {
  return resource.startsWith("exception/");
}

function statusOf(results: readonly Judged[], failOn: CheckOptions["failOn"]): number {
  if (results.some(({ errors }) => errors.length > 0)) return exitStatus.cannotTell;
  const counts = (finding: Finding): boolean =>
    isOpen(finding) && (failOn === "advisory" || finding.level === "mandatory");
  return allFindings(results).some(counts) ? exitStatus.findings : exitStatus.fine;
}
