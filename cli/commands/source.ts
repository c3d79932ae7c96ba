import { type Command, InvalidArgumentError, Option } from "commander";
import { say } from "../../tools/toolchain/progress.ts";
import { type Firewall, majorVersion, type Topology } from "../../topology/index.ts";
import { CliFailure } from "../failure.ts";
import type { Subject } from "../sources/subject.ts";
import { cwdOption, externalOption, stackOption } from "./options.ts";

/** Where a topology is read from. */
export interface SourceOptions extends EngineOptions {
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

/** What is said of the engine that a source is for. */
export interface EngineOptions {
  readonly engineVersion?: string;
  readonly firewall?: Firewall;
}

/** A topology, and whether anything in it was declared to be held against. */
export interface Sourced {
  readonly topology: Topology;
  readonly declares: boolean;
}

const sources = ["stack", "preview", "state", "compose", "engine"] as const;

/** @param profiles how profiles of compose files are activated. */
export function addSourceOptions(command: Command, profiles = "--profile <name...>"): Command {
  const source = (flags: string, what: string): Option => {
    const option = new Option(flags, what);
    return option.conflicts([...sources].filter(name => name !== option.attributeName()));
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
    .addOption(engineVersionOption())
    .addOption(firewallOption())
    .addOption(cwdOption());
}

/** What compose files that stand behind a command are. */
export const filesArgument = [
  "[files...]",
  "a compose project in place of a stack: its files, each merged over those before, or its folder",
] as const;

/**
 * The options, with the files that were named as their source.
 *
 * @throws CliFailure where another one is named too.
 */
export function withFiles<Options extends SourceOptions>(
  files: readonly string[],
  options: Options,
): Options {
  if (files.length === 0) return options;
  const other = sources.find(name => options[name] !== undefined);
  if (other === undefined) return { ...options, compose: files };
  throw new CliFailure(
    `${files.join(" ")} and --${other} are two sources.`,
    "Name one; `bulkhead diff` compares two.",
  );
}

/** Sources that are no engine do not tell what engine they are for: who reaches whom may hang on it. */
export function engineVersionOption(): Option {
  const option = new Option("--engine-version <version>", "the engine that it is for (28, 29.0.1)");
  return option.argParser((text: string) => {
    if (majorVersion(text) === undefined) throw new InvalidArgumentError("Give a version, e.g. 29.0.1.");
    return text;
  });
}

export function firewallOption(): Option {
  const option = new Option(
    "--firewall <backend>",
    "what that engine filters with: iptables, or nftables from 29 on",
  );
  return option.choices(["iptables", "nftables"]);
}

/** The same topology, with what is said of its engine. */
export function saidOf(topology: Topology, { engineVersion: version, firewall }: EngineOptions): Topology {
  if (version === undefined && firewall === undefined) return topology;
  const said = {
    ...(version === undefined ? {} : { version }),
    ...(firewall === undefined ? {} : { firewall }),
  };
  return { ...topology, engine: { ...topology.engine, ...said } };
}

/** The same subject, with what is said of its engine. */
export function onEngine(subject: Subject, options: EngineOptions): Subject {
  return subject.topology === undefined
    ? subject
    : { ...subject, topology: saidOf(subject.topology, options) };
}

/** What the options name; the stack that is selected where they name nothing. */
export async function readSubject(options: SourceOptions): Promise<Subject> {
  return onEngine(await readNamed(options), options);
}

async function readNamed(options: SourceOptions): Promise<Subject> {
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
  const subject = await readSubject(options);
  const { topology, declares, problems } = subject;
  const { remarkText } = await import("../sources/subject.ts");
  const { remarkLines } = await import("../check/remarks.ts");
  for (const line of remarkLines(subject)) say(line);
  if (topology === undefined) throw new CliFailure(problems.map(remarkText).join("\n"), "");
  return { topology, declares };
}
