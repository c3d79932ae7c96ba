import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** How to run a program. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Given to its standard input. */
  readonly input?: string;
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
}

/** A program that ended with another code than 0, with the last lines it wrote. */
export class CommandFailure extends Error {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;

  constructor(command: string, code: number | null, stdout: string, stderr: string) {
    const lines = `${stdout}\n${stderr}`.split("\n").filter(line => line.trim() !== "");
    const ended = code === null ? "was ended by a signal" : `ended with code ${code}`;
    super([`\`${command}\` ${ended}:`, ...lines.slice(-15).map(line => `    ${line}`)].join("\n"));
    this.name = "CommandFailure";
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/** Runs a program to its end and gives what it wrote to its standard output. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: "pipe",
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  });
  child.stdin.end(options.input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    }),
  ]);
  if (code !== 0) throw new CommandFailure([command, ...args].join(" "), code, stdout, stderr);
  return stdout;
}

/** True when a program of that name is on the PATH and answers. */
export async function answers(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, args);
    return true;
  } catch {
    // Not there, or not usable: the same for whoever asks.
    return false;
  }
}
