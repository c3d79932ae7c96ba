import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../../../policies/index.ts";
import type { Topology } from "../../../topology/index.ts";
import type { ComposeSettings } from "../../sources/compose.ts";
import { composeSubject } from "../../sources/compose.ts";
import type { Subject } from "../../sources/subject.ts";
import { EditableFile, edited } from "./edits.ts";
import { fixes } from "./fixes.ts";
import { lineDiff } from "./lines.ts";
import { splitNetworks } from "./split.ts";

/** What became of a project's findings that can be mended. */
export interface Mended {
  /** The files as they are to be, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What was mended. */
  readonly done: readonly Finding[];
  /** What was not, and why. */
  readonly left: readonly { readonly finding: Finding; readonly why: string }[];
}

/** What a project is read with, so that it can be read again as it is to be. */
export interface FixSource {
  readonly given: readonly string[];
  readonly settings: ComposeSettings;
}

/**
 * Mends findings one after the other, in the texts of the files. After each the project is read again: it must mean the
 * same as before but for what the fix is for, or else the fix is not made.
 *
 * @param rules those to mend; what may keep a program from running is mended only when it is named.
 */
export function mend(
  subject: Subject,
  findings: readonly Finding[],
  { given, settings }: FixSource,
  rules: readonly string[] | undefined,
): Mended {
  const files = new Map<string, string>();
  const read = (): Subject => composeSubject(given, { ...settings, texts: files });
  const [done, left]: [Finding[], { finding: Finding; why: string }[]] = [[], []];
  let topology = subject.topology;
  const wanted = ({ rule, verdict }: Finding): boolean =>
    verdict === "violated" && (rules === undefined ? fixes[rule]?.isUsual === true : rules.includes(rule));
  for (const finding of findings.filter(wanted)) {
    const fix = fixes[finding.rule];
    if (fix === undefined || topology === undefined) continue;
    const now = placeOf(finding, read());
    const text = files.get(now.file) ?? textOf(now.file);
    const id = finding.resource.slice(finding.resource.indexOf("/") + 1);
    const workload = topology.workloads.find(one => one.id === id);
    const context = { file: new EditableFile(text ?? ""), topology, workload, service: workload?.name ?? id };
    const edit = text === undefined ? undefined : fix.edit({ ...finding, ...now }, context);
    if (edit === undefined || text === undefined) {
      left.push({
        finding,
        why: fix.whyNot?.(finding, context) ?? "it is written in a way that is not changed here",
      });
      continue;
    }
    const before = files.get(now.file);
    files.set(now.file, edited(text, [edit]));
    const { topology: after, problems } = read();
    const means =
      after !== undefined && problems.length === 0 && sameAs(fix.expected(finding, topology), after);
    if (means) {
      done.push(finding);
      topology = after;
      continue;
    }
    left.push({ finding, why: "the file would then mean something else besides" });
    if (before === undefined) files.delete(now.file);
    else files.set(now.file, before);
  }
  return { files, done, left };
}

/**
 * Takes the network of a project of one file apart, on top of what else was mended; not at all where it would change
 * anything but who is on which network.
 */
export function split(subject: Subject, { given, settings }: FixSource, mended: Mended): Mended | undefined {
  const { file = "" } = subject;
  const files = new Map(mended.files);
  const text = files.get(file) ?? textOf(file);
  const before = composeSubject(given, { ...settings, texts: files }).topology;
  const found = text === undefined || before === undefined ? undefined : splitNetworks(text, before);
  if (found === undefined || text === undefined || before === undefined) return undefined;
  files.set(file, edited(text, found.edits));
  const { topology: after, problems } = composeSubject(given, { ...settings, texts: files });
  const isMeant =
    after !== undefined &&
    problems.length === 0 &&
    found.isExpected(before, after) &&
    sameAs(withoutNetworks(before), withoutNetworks(after));
  return isMeant ? { ...mended, files } : undefined;
}

function withoutNetworks(topology: Topology): Topology {
  const workloads = topology.workloads.map(workload => ({ ...workload, attachments: [] }));
  return { ...topology, networks: [], workloads };
}

/** The changes as a diff. */
export function diffOf({ files }: Mended): string {
  return [...files].map(([file, text]) => lineDiff(file, textOf(file) ?? "", text)).join("\n");
}

/** Writes what was mended. */
export function writeMended({ files }: Mended): void {
  for (const [file, text] of files) writeFileSync(file, text);
}

/** Where a finding stands in the files as they are by now. */
function placeOf(
  { file = "", line, resource, rule, evidence }: Finding,
  now: Subject,
): { file: string; line?: number } {
  const id = resource.slice(resource.indexOf("/") + 1);
  const index = now.topology?.workloads.find(one => one.id === id);
  const list = rule === "runtime-socket" ? index?.mounts : index?.published;
  const at = list?.findIndex(item => isNamed(item, evidence)) ?? -1;
  const path = ["workloads", id, rule === "runtime-socket" ? "mounts" : "published", at];
  const found = at === -1 ? undefined : now.locate?.(path);
  return found ?? { file, ...(line === undefined ? {} : { line }) };
}

function isNamed(item: object, evidence: string): boolean {
  if ("from" in item) return item.from === evidence;
  if (!("address" in item && "hostPort" in item && "port" in item && "protocol" in item)) return false;
  const host = item.hostPort === 0 ? "*" : item.hostPort;
  return evidence === `${item.address}:${host}->${item.port}/${item.protocol}`;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether two topologies are the same, wherever their parts stand. */
function sameAs(left: Topology, right: Topology): boolean {
  return isDeepStrictEqual(withoutPlaces(left), withoutPlaces(right));
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== "source" && name !== "file");
  return Object.fromEntries(kept.map(([name, below]) => [name, withoutPlaces(below)]));
}
