import { type Command, Option } from "commander";
import { say } from "../../tools/toolchain/progress.ts";
import type { Topology } from "../../topology/index.ts";
import { CliFailure } from "../failure.ts";
import type { Subject } from "../sources/subject.ts";
import { cwdOption, externalOption, stackOption } from "./options.ts";

/** Where a topology is read from. */
export interface SourceOptions {
  readonly stack?: string;
  readonly preview?: string;
  readonly state?: string;
  readonly compose?: readonly string[];
  readonly profile?: readonly string[];
  /** The same, where --profile means something else. */
  readonly composeProfile?: readonly string[];
  /** Variables of whoever reads compose files. @default those of the process */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly envFile?: readonly string[];
  readonly external?: readonly string[];
  readonly engine?: boolean;
  readonly cwd: string;
}

/** A topology, and whether anything in it was declared to be held against. */
export interface Sourced {
  readonly topology: Topology;
  readonly declares: boolean;
}

const sources = ["stack", "preview", "state", "compose", "engine"];

/** @param profiles how profiles of compose files are activated. */
export function addSourceOptions(command: Command, profiles = "--profile <name...>"): Command {
  const source = (flags: string, what: string): Option => {
    const option = new Option(flags, what);
    return option.conflicts(sources.filter(name => name !== option.attributeName()));
  };
  return command
    .addOption(stackOption())
    .addOption(source("--preview <stack>", "a stack as `pulumi preview` foresees it"))
    .addOption(source("--state <file>", "an exported stack or a state file"))
    .addOption(
      source(
        "--compose <file...>",
        "a compose project: its files, each merged over those before, or its folder",
      ),
    )
    .option(profiles, "profiles of compose files to activate; * is all")
    .option("--env-file <file...>", "variables for compose files, in place of the .env beside them")
    .addOption(externalOption())
    .addOption(source("--engine", "what runs on the engine, whoever made it"))
    .addOption(cwdOption());
}

/** What the options name; the stack that is selected where they name nothing. */
export async function readSubject(options: SourceOptions): Promise<Subject> {
  if (options.engine) return await (await import("../sources/engine.ts")).engineSubject();
  if (options.state !== undefined)
    return await (await import("../sources/state.ts")).stateSubject(options.state);
  if (options.compose !== undefined) {
    return (await import("../sources/compose.ts")).composeSubject(options.compose, options);
  }
  const { previewSubject, stackSubject } = await import("../sources/stack.ts");
  return options.preview === undefined
    ? await stackSubject(options.cwd, options.stack)
    : await previewSubject(options.cwd, options.preview);
}

/**
 * The topology that the options name. What has to be known about it goes to the error stream.
 *
 * @throws CliFailure where it cannot be read, with all that is wrong.
 */
export async function readSource(options: SourceOptions): Promise<Sourced> {
  const { topology, declares, problems, remarks } = await readSubject(options);
  const { remarkText } = await import("../sources/subject.ts");
  for (const remark of remarks) say(remarkText(remark));
  if (topology === undefined) throw new CliFailure(problems.map(remarkText).join("\n"), "");
  return { topology, declares };
}
