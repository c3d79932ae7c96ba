import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { SetupFailure } from "./failure.ts";
import { detail } from "./progress.ts";

/** How to run a program. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Given to its standard input. */
  readonly input?: string;
  /** Milliseconds until it is ended by a signal; unlimited by default. */
  readonly timeout?: number;
}

/** How many lines of what a program wrote explain its failure. */
const evidenceLines = 15;

/** A program that ended with another code than 0, with the last lines it wrote. */
export class CommandFailure extends Error {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last lines it wrote. */
  readonly evidence: readonly string[];

  constructor(command: string, code: number | null, stdout: string, stderr: string) {
    const lines = `${stdout}\n${stderr}`.split("\n").filter(line => line.trim() !== "");
    const evidence = lines.slice(-evidenceLines);
    const ended = code === null ? "was ended by a signal" : `ended with code ${code}`;
    super([`\`${command}\` ${ended}:`, ...evidence.map(line => `    ${line}`)].join("\n"));
    this.name = "CommandFailure";
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
    this.evidence = evidence;
  }
}

/**
 * Runs a program to its end and gives what it wrote to its standard output.
 *
 * @throws CommandFailure when it ends with another code than 0.
 * @throws SetupFailure when there is no such program.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const line = lineOf([command, ...args]);
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    timeout: options.timeout,
    stdio: "pipe",
  });
  // A program may end without reading what it is given; how it ended tells what came of that.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.on("error", error => reject(notStarted(command, error)));
      child.on("close", resolve);
    }),
  ]);
  detail(`$ ${line}  (${((performance.now() - started) / 1000).toFixed(1)} s, code ${code})`);
  if (code !== 0) throw new CommandFailure(line, code, stdout, stderr);
  return stdout;
}

/** True when a program of that name is on the PATH and answers. */
export async function answers(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<boolean> {
  try {
    await run(command, args, options);
    return true;
  } catch {
    // Not there, or not usable: the same for whoever asks.
    return false;
  }
}

/**
 * What a command's failure stopped, what to do about it, and the last lines the command wrote; any other error as it is.
 *
 * @param remedy ends with a colon: the lines follow.
 */
export function explained(error: unknown, what: string, remedy: string): unknown {
  return error instanceof CommandFailure ? new SetupFailure(what, remedy, error.evidence) : error;
}

/** A command as one line; of a script given as an argument, its beginning. */
function lineOf(words: readonly string[]): string {
  const [line = "", ...rest] = words.join(" ").split("\n");
  return rest.length === 0 ? line : `${line} …`;
}

function notStarted(command: string, error: Error): SetupFailure {
  const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
  return missing
    ? new SetupFailure(`The program ${command} is not on the PATH.`, "Install it, or put it there.")
    : new SetupFailure(`The program ${command} cannot be run: ${error.message}.`, "See its permissions.");
}
