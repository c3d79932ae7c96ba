import { type Command, Option } from "commander";
import type { Verbosity } from "../../tools/toolchain/index.ts";

/** Options that several commands share. */
export const stackOption = (): Option =>
  new Option("-s, --stack <name>", "the stack; the selected one by default");
export const cwdOption = (): Option =>
  new Option("-C, --cwd <folder>", "a folder of the Pulumi project").default(".");
export const probeImageOption = (): Option =>
  new Option("--probe-image <image>", "an image that holds the helper, for engines that are given no other");
export const nodeOption = (): Option =>
  new Option(
    "--node <host...>",
    "engines of further nodes of the Swarm, to probe from what runs there: ssh://, tcp:// or unix:// addresses, or contexts",
  );
export const policyConfigOption = (): Option =>
  new Option(
    "--policy-config <file>",
    "levels and settings of the rules; policy/STACK.json beside the program by default",
  );
export const exceptionsOption = (): Option =>
  new Option(
    "--exceptions <file>",
    "reviewed exceptions; policy/exceptions.yaml beside the program by default",
  );

export const externalOption = (): Option =>
  new Option(
    "--external <name=what>",
    "what a network is that compose files call external, e.g. edge=bridge or data=bridge,internal; once for each",
  ).argParser((said: string, before: readonly string[] = []) => [...before, said]);

/** The first format is the default. */
export const formatOption = (...formats: readonly [string, ...string[]]): Option =>
  new Option("-f, --format <format>", "how to write it").choices(formats).default(formats[0]);

/** How much a command says beside its result. */
export interface VerbosityOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Every command has these. */
export function addVerbosityOptions(command: Command): Command {
  return command
    .addOption(new Option("-q, --quiet", "say nothing beside the result").conflicts("verbose"))
    .addOption(new Option("-v, --verbose", "show each command that is run, and how long it took"));
}

export function verbosityOf({ quiet, verbose }: VerbosityOptions): Verbosity {
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

/** Writes an example below a command's help. */
export function example(...lines: readonly string[]): string {
  return ["", "Example:", ...lines.map(line => `  ${line}`)].join("\n");
}
