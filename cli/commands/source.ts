import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import { readEngine } from "../../observe/index.ts";
import { readDeployment, type Topology } from "../../topology/index.ts";
import { CliFailure } from "../failure.ts";
import { StackOnDisk } from "../stack.ts";
import { cwdOption, stackOption } from "./options.ts";

/** Where a topology is read from. */
export interface SourceOptions {
  readonly stack?: string;
  readonly state?: string;
  readonly engine?: boolean;
  readonly cwd: string;
}

/** A topology, and whether anything in it was declared to be held against. */
export interface Sourced {
  readonly topology: Topology;
  readonly declares: boolean;
}

export function addSourceOptions(command: Command): Command {
  return command
    .addOption(stackOption())
    .addOption(
      new Option("--state <file>", "an exported stack or a state file").conflicts(["stack", "engine"]),
    )
    .addOption(
      new Option("--engine", "what runs on the engine, whoever made it").conflicts(["stack", "state"]),
    )
    .addOption(cwdOption());
}

export async function readSource(options: SourceOptions): Promise<Sourced> {
  if (options.engine) return { topology: await readEngine(Engine.locate()), declares: false };
  if (options.state !== undefined) return { topology: await readStateFile(options.state), declares: true };
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  return { topology: await stack.topology(), declares: true };
}

const whatToGive = "Give the path of a `pulumi stack export` or of a state file.";

async function readStateFile(file: string): Promise<Topology> {
  let text: string;
  let exported: unknown;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new CliFailure(`The file ${file} cannot be read (${code}).`, whatToGive);
  }
  try {
    exported = JSON.parse(text);
  } catch {
    throw new CliFailure(`The file ${file} is not JSON.`, whatToGive);
  }
  try {
    return readDeployment(file, exported);
  } catch (error) {
    throw new CliFailure((error as Error).message, whatToGive);
  }
}
