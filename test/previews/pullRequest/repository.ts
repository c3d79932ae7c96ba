import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { run } from "../../../tools/toolchain/index.ts";
import { type Outcome, outcomeOf, root } from "../../harness/project.ts";
import type { FakeGitHub } from "./fakeGitHub.ts";

/** The identity of commits that tests make. */
const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

/** Makes a folder a repository, and its files the first commit; gives that. */
export async function commitAll(folder: string, message: string): Promise<string> {
  const git = (...args: readonly string[]): Promise<string> =>
    run("git", [...identity, ...args], { cwd: folder });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", message);
  return (await git("rev-parse", "HEAD")).trim();
}

/** What came of a run of the action. */
export interface ActionRun extends Outcome {
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** As much of action.yml as is run here. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly env: Readonly<Record<string, string>>; readonly run: string }[];
  };
}

export function readAction(): Action {
  return parse(readFileSync(join(root, "action.yml"), "utf8")) as Action;
}

/**
 * Runs the action's step as GitHub does: its script in bash, with inputs, or their defaults, and the event as variables
 * and files.
 *
 * @param scratch a folder for GitHub's own files.
 */
export async function runAction(
  folder: string,
  scratch: string,
  base: string,
  inputs: Readonly<Record<string, string>>,
  github: FakeGitHub,
  env: NodeJS.ProcessEnv,
): Promise<ActionRun> {
  const file = (name: string): string => join(scratch, name);
  const event = { number: 7, pull_request: { number: 7, base: { sha: base } } };
  await writeFile(file("event.json"), JSON.stringify(event));
  for (const name of ["summary", "output"]) await writeFile(file(name), "");
  const { inputs: known, runs } = readAction();
  const [step] = runs.steps;
  const variables = Object.entries(step?.env ?? {}).map(([name, expression]) => {
    const input = /inputs\.([a-z-]+)/.exec(expression)?.[1] ?? "";
    return [name, inputs[input] ?? known[input]?.default ?? ""];
  });
  const child = spawn("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? "false"], {
    cwd: folder,
    env: {
      ...env,
      ...Object.fromEntries(variables),
      GITHUB_ACTION_PATH: root,
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_EVENT_PATH: file("event.json"),
      GITHUB_STEP_SUMMARY: file("summary"),
      GITHUB_OUTPUT: file("output"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const outcome = await outcomeOf(child);
  const outputs = (await readFile(file("output"), "utf8")).split("\n").filter(line => line !== "");
  return {
    ...outcome,
    summary: await readFile(file("summary"), "utf8"),
    outputs: Object.fromEntries(outputs.map(line => line.split("=", 2) as [string, string])),
  };
}
