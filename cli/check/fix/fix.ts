import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../../../policies/index.ts";
import type { Topology } from "../../../topology/index.ts";
import type { ComposeSettings } from "../../sources/compose.ts";
import { composeSubject } from "../../sources/compose.ts";
import type { Subject } from "../../sources/subject.ts";
import { type Edit, EditableFile, edited } from "./edits.ts";
import { type Fix, fixes } from "./fixes.ts";
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
 * Mends findings in the texts of the files: those of a rule together, and one after the other where that does not do. After
 * each step the project is read again: it must mean the same as before but for what the fixes are for, or else they are
 * not made.
 *
 * @param rules those to mend; what may keep a program from running is mended only when it is named.
 */
export function mend(
  subject: Subject,
  findings: readonly Finding[],
  source: FixSource,
  rules: readonly string[] | undefined,
): Mended {
  const wanted = ({ rule, verdict }: Finding): boolean =>
    verdict === "violated" && (rules === undefined ? fixes[rule]?.isUsual === true : rules.includes(rule));
  let state: State = { files: new Map(), now: subject };
  const [done, left]: [Finding[], { finding: Finding; why: string }[]] = [[], []];
  for (const [rule, group] of Map.groupBy(findings.filter(wanted), finding => finding.rule)) {
    const fix = fixes[rule];
    if (fix === undefined) continue;
    const together = fix.oneByOne || group.length === 1 ? undefined : stepped(state, group, fix, source);
    if (typeof together === "object") {
      state = together;
      done.push(...group);
      continue;
    }
    for (const finding of group) {
      const found = stepped(state, [finding], fix, source);
      if (typeof found === "string") left.push({ finding, why: found });
      else {
        state = found;
        done.push(finding);
      }
    }
  }
  return { files: state.files, done, left };
}

/** The files as they are by now, and what they mean. */
interface State {
  readonly files: ReadonlyMap<string, string>;
  readonly now: Subject;
}

/** What becomes of a state where findings of one rule are mended; or why they cannot be, or not in one step. */
function stepped(
  { files, now }: State,
  findings: readonly Finding[],
  fix: Fix,
  { given, settings }: FixSource,
): State | string {
  const { topology } = now;
  if (topology === undefined) return notHere;
  const open = new Map<string, EditableFile>();
  const edits = new Map<string, Edit[]>();
  for (const finding of findings) {
    const place = placeOf(finding, now);
    const text = files.get(place.file) ?? textOf(place.file);
    if (text === undefined) return notHere;
    const file = open.get(place.file) ?? new EditableFile(text);
    open.set(place.file, file);
    const id = finding.resource.slice(finding.resource.indexOf("/") + 1);
    const workload = topology.workloads.find(one => one.id === id);
    const context = { file, topology, workload, service: workload?.name ?? id };
    const edit = fix.edit({ ...finding, ...place }, context);
    if (edit === undefined) return fix.whyNot?.(finding, context) ?? notHere;
    edits.set(place.file, [...(edits.get(place.file) ?? []), edit]);
  }
  if ([...edits.values()].some(touchEachOther)) return notHere;
  const texts = new Map(files);
  for (const [name, own] of edits) texts.set(name, edited(open.get(name)?.text ?? "", own));
  const after = composeSubject(given, { ...settings, texts });
  const expected = findings.reduce((before, finding) => fix.expected(finding, before), topology);
  const means =
    after.topology !== undefined && after.problems.length === 0 && sameAs(expected, after.topology);
  return means ? { files: texts, now: after } : "the file would then mean something else besides";
}

const notHere = "it is written in a way that is not changed here";

/** Whether one change is where another is: what two services have in common is changed once. */
function touchEachOther(edits: readonly Edit[]): boolean {
  const inOrder = edits.toSorted((left, right) => left.offset - right.offset);
  return inOrder.some(({ offset }, at) => {
    const before = inOrder[at - 1];
    return before !== undefined && (before.offset + before.length > offset || before.offset === offset);
  });
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
): { file: string; line?: number; column?: number } {
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
