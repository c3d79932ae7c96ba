import { appendFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { say } from "../../tools/toolchain/index.ts";
import {
  type Difference,
  diff,
  diffGroups,
  emptyTopology,
  inGroups,
  isDifferent,
  type Topology,
} from "../../topology/index.ts";
import { sarif } from "../check/formats/sarif.ts";
import { judgeSubject, statusOf } from "../check/judge.ts";
import type { Judged } from "../check/result.ts";
import { isCrowded } from "../crowded.ts";
import { describeFailure } from "../describeFailure.ts";
import { packArguments } from "../policyPack.ts";
import { composeSubject } from "../sources/compose.ts";
import { previewSubject } from "../sources/stack.ts";
import { remarkText, type Subject } from "../sources/subject.ts";
import { StackOnDisk } from "../stack.ts";
import { type Comparison, commentText } from "./commentText.ts";
import { comment } from "./github.ts";
import type { Inputs } from "./inputs.ts";
import { checkOut, installPackages } from "./revision.ts";

/** One of the two revisions: what it is, and what the rules say of it. */
interface Read {
  readonly subject: Subject;
  readonly judged: Judged;
}

/**
 * What the GitHub action does: it previews the stack under the policy pack, or reads the compose files; writes the
 * findings as SARIF; and comments on the pull request with what it changes about who can reach whom.
 *
 * @returns the exit status.
 */
export async function pullRequest(inputs: Inputs, env: NodeJS.ProcessEnv): Promise<number> {
  const project = resolve(inputs.folder);
  const accepted = inputs.stack === undefined || (await showPreview(project, inputs.stack, inputs));
  const head = await read(inputs.folder, inputs);
  for (const problem of head.judged.errors) say(remarkText(problem));
  await writeFile(inputs.sarif, sarif([head.judged]));
  const base = await readBase(project, inputs);
  const comparison = compare(inputs, head, base);
  const text = commentText(comparison);
  await note(env, "GITHUB_STEP_SUMMARY", text);
  if (inputs.pullRequest !== undefined) await comment(inputs.pullRequest, mark(inputs), text);
  const status = statusOf([head.judged], inputs.failOn);
  const changed = comparison.difference === undefined || isDifferent(comparison.difference);
  await note(env, "GITHUB_OUTPUT", `status=${status}\nchanged=${changed}\nsarif=${inputs.sarif}`);
  // The pack's word holds, should it refuse what the findings let pass.
  return accepted || status !== 0 ? status : 1;
}

/** Previews before everybody's eyes, in the workflow's log; false where the pack refuses it. */
async function showPreview(project: string, name: string, inputs: Inputs): Promise<boolean> {
  const stack = await StackOnDisk.open(project, name);
  const pack = packArguments(stack.project, name, stack.pulumi.version, policyOptions(inputs));
  return await stack.show(["preview", ...pack.args], pack.env);
}

async function read(folder: string, inputs: Inputs): Promise<Read> {
  const { stack, compose } = inputs;
  const subject =
    stack === undefined
      ? composeSubject(
          compose.map(file => join(folder, file)),
          {},
        )
      : await previewSubject(folder, stack);
  return { subject, judged: await judgeSubject(subject, policyOptions(inputs)) };
}

function policyOptions({ config, exceptions }: Inputs): { policyConfig?: string; exceptions?: string } {
  return {
    ...(config === undefined ? {} : { policyConfig: config }),
    ...(exceptions === undefined ? {} : { exceptions }),
  };
}

/** The base, or why it is not known: it may not even have the stack. */
async function readBase(project: string, inputs: Inputs): Promise<Read | string> {
  const revision = await checkOut(project, inputs.base);
  try {
    if (inputs.stack !== undefined) await installPackages(revision.folder, project, inputs.install);
    return await read(revision.folder, inputs);
  } catch (error) {
    say(describeFailure(error));
    return "The base cannot be read, so there is nothing to compare with; the workflow's log says why.";
  } finally {
    await revision.dispose();
  }
}

function compare(inputs: Inputs, head: Read, base: Read | string): Comparison {
  const before = typeof base === "string" ? base : topologyOf(base);
  const after = head.subject.topology;
  return {
    subject: inputs.stack ?? inputs.compose.join(" + "),
    base: inputs.base.slice(0, 10),
    difference:
      typeof before === "string" || after === undefined
        ? undefined
        : differenceOf({ ...before, name: "base" }, { ...after, name: "this pull request" }),
    noBase: typeof before === "string" ? before : undefined,
    findings: head.judged.findings,
    baseFindings: typeof base === "string" ? [] : base.judged.findings,
    errors: head.judged.errors,
  };
}

function differenceOf(before: Topology, after: Topology): Difference {
  return isCrowded(before, after) ? inGroups(diffGroups(before, after)) : diff(before, after);
}

/** The base's topology, or why it is not known. Files that were not there reached nobody. */
function topologyOf({ subject, judged }: Read): Topology | string {
  if (subject.topology !== undefined) return subject.topology;
  if (judged.errors.every(({ line }) => line === undefined)) return emptyTopology("base");
  const [first] = judged.errors;
  const why =
    first === undefined ? "" : ` ${basename(first.file ?? "")}, line ${first.line}: ${first.message}`;
  return `The base cannot be read, so there is nothing to compare with:${why}`;
}

/** By this a later run finds its comment again; each stack and each project has its own. */
function mark({ stack, compose, folder }: Inputs): string {
  const subject = [folder, stack ?? compose.join(" ")].join(" ").replace(/--|[<>]/g, "");
  return `<!-- bulkhead ${subject} -->`;
}

async function note(env: NodeJS.ProcessEnv, variable: string, text: string): Promise<void> {
  const file = env[variable];
  if (file !== undefined && file !== "") await appendFile(file, `${text}\n`);
}
