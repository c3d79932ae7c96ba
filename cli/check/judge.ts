import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import {
  ExceptionsError,
  type Finding,
  type JudgeOptions,
  judge,
  PolicyConfigError,
  type Profile,
  policyConfig,
  readExceptions,
} from "../../policies/index.ts";
import type { Topology } from "../../topology/index.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import type { PackOptions } from "../policyPack.ts";
import { workHard } from "../smallHeap.ts";
import type { Subject } from "../sources/subject.ts";
import { elements } from "./place.ts";
import { allFindings, isOpen, type Judged } from "./result.ts";

/**
 * Judges one source by the config and the exceptions that are named, or by its own.
 *
 * @throws CliFailure where one of these files cannot be used.
 */
export async function judgeSubject(
  subject: Subject,
  options: PackOptions & { readonly profile?: Profile },
): Promise<Judged> {
  const { name, file, problems, locate, declares } = subject;
  // One thing wrong does not hide what is wrong with the rest.
  const topology = subject.topology ?? subject.readable;
  if ((topology?.workloads.length ?? 0) > many) workHard();
  const { profile = declares ? "stack" : "compose" } = options;
  const how = await judgeOptions(subject, options, profile);
  const findings = topology === undefined ? [] : judge(topology, how);
  const elementOf = topology === undefined ? undefined : elements(topology);
  const set = settingPlaces(topology);
  const placed = findings.map(finding => {
    // A variable that a file sets is told at that line, and not where it is asked for.
    const isSet = finding.resource.startsWith("variable/") && set.has(placeKey(finding));
    return elementOf === undefined || isAboutException(finding) || isSet
      ? finding
      : { ...finding, ...locate?.(elementOf(finding)) };
  });
  return {
    name,
    ...(file === undefined ? {} : { file }),
    findings: placed,
    profile,
    size: topology?.workloads.length ?? 0,
    known: 0,
    errors: problems,
  };
}

/** So many workloads are no small check any more. */
const many = 200;

/** The lines of files that set variables. */
function settingPlaces(topology: Topology | undefined): ReadonlySet<string> {
  const places = [
    ...Object.values(topology?.variables ?? {}),
    ...(topology?.workloads.flatMap(({ environment }) => environment.flatMap(one => one.file ?? [])) ?? []),
  ];
  return new Set(places.map(placeKey));
}

function placeKey({ file, line }: { readonly file?: string; readonly line?: number }): string {
  return `${file}:${line}`;
}

/**
 * Each source is judged by itself, and so are the exceptions with each. What is wrong with an exception is said once;
 * it is unused where no source uses it.
 */
export function onceEach(results: readonly Judged[]): Judged[] {
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

/** The exit status that findings ask for. */
export function statusOf(results: readonly Judged[], failOn: Finding["level"]): number {
  if (results.some(({ errors }) => errors.length > 0)) return exitStatus.cannotTell;
  const counts = (finding: Finding): boolean =>
    isOpen(finding) && (failOn === "advisory" || finding.level === "mandatory");
  return allFindings(results).some(counts) ? exitStatus.findings : exitStatus.fine;
}

/** What was named, or what the stack has of its own. */
async function judgeOptions(subject: Subject, options: PackOptions, profile: Profile): Promise<JudgeOptions> {
  const config = options.policyConfig ?? subject.policy?.config;
  const { exceptions = subject.policy?.exceptions } = options;
  return {
    config: config === undefined ? policyConfig({}, profile) : await readConfig(config, profile),
    words: subject.declares ? "stack" : "compose",
    ...(exceptions === undefined ? {} : { exceptions: exceptionsIn(exceptions, await textOf(exceptions)) }),
  };
}

function exceptionsIn(file: string, text: string): NonNullable<JudgeOptions["exceptions"]> {
  try {
    return readExceptions(file, text);
  } catch (error) {
    if (!(error instanceof ExceptionsError)) throw error;
    throw new CliFailure(error.message, "docs/rules/README.md says what an exception needs.");
  }
}

async function readConfig(file: string, profile: Profile): Promise<NonNullable<JudgeOptions["config"]>> {
  const text = await textOf(file);
  let given: unknown;
  try {
    given = parse(text);
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new CliFailure(`${file} is neither JSON nor YAML: ${line}`, "Correct it.");
  }
  try {
    return policyConfig(given ?? {}, profile);
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
