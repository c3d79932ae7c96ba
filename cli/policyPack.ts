import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { exceptionsVariable, packExecutable, packFolder } from "../policies/pack/location.ts";
import { CliFailure } from "./failure.ts";
import type { Project } from "./project.ts";

/** What a user can say about the pack. */
export interface PackOptions {
  /** A file of levels and settings; `policy/STACK.json` beside the program where it is not given. */
  readonly policyConfig?: string;
  /** A file of exceptions; `policy/exceptions.yaml` beside the program where it is not given. */
  readonly exceptions?: string;
}

/** How Pulumi is told of the pack. */
export interface PackArguments {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether rules are to correct what they find, and not only to say it. */
  readonly remediates: boolean;
}

/** Older CLIs take a folder only. */
const firstWithExecutables = [3, 256] as const;

/**
 * The arguments by which Pulumi judges a stack by Bulkhead's rules, with the config and the exceptions of its project.
 *
 * @param version of the Pulumi CLI.
 * @throws CliFailure where a file that was named is not there.
 */
export function packArguments(
  project: Project,
  stack: string,
  version: string,
  options: PackOptions,
): PackArguments {
  const { config, exceptions } = policyFiles(project, stack, options);
  return {
    args: [
      ...["--policy-pack", packPath(version)],
      ...(config === undefined ? [] : ["--policy-pack-config", config]),
    ],
    env: exceptions === undefined ? {} : { [exceptionsVariable]: exceptions },
    // Only levels of rules are words of the file; that one is found in a comment does no harm.
    remediates: config !== undefined && readFileSync(config, "utf8").includes("remediate"),
  };
}

/**
 * The pack in the form that a CLI takes: the executable, which works with every language host, from 3.256; before that,
 * and where scripts are no programs, the folder.
 */
export function packPath(version: string, platform: NodeJS.Platform = process.platform): string {
  return takesExecutables(version) && platform !== "win32" ? packExecutable : packFolder;
}

/** The files by which a stack is judged. */
export interface PolicyFiles {
  readonly config: string | undefined;
  readonly exceptions: string | undefined;
}

/**
 * The files that were named, or those of the project.
 *
 * @throws CliFailure where a file that was named is not there.
 */
export function policyFiles({ programFolder }: Project, stack: string, options: PackOptions): PolicyFiles {
  const beside = (name: string): string => join(programFolder, "policy", name);
  return {
    config: fileOf(options.policyConfig, beside(`${stack}.json`), "--policy-config"),
    exceptions: fileOf(options.exceptions, beside("exceptions.yaml"), "--exceptions"),
  };
}

/** The file that was named, or the usual one where it exists. */
function fileOf(named: string | undefined, usual: string, option: string): string | undefined {
  if (named === undefined) return existsSync(usual) ? usual : undefined;
  const file = resolve(named);
  if (existsSync(file)) return file;
  throw new CliFailure(`There is no file ${file}.`, `Give ${option} the path of one.`);
}

function takesExecutables(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (
    major > firstWithExecutables[0] || (major === firstWithExecutables[0] && minor >= firstWithExecutables[1])
  );
}
