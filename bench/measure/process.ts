import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { BenchFailure } from "./failure.ts";

/** A program to run and to time. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Codes with which it ends well. @default 0 alone */
  readonly accepts?: readonly number[];
}

/** Milliseconds a process may take; many times what the slowest needs. */
const deadline = 10 * 60_000;

/** Milliseconds a process that is told to break off may take to clean up. */
const grace = 20_000;

/** How much of what a process writes is kept for an error message. */
const kept = 4000;

/**
 * Runs a program to its end; gives the seconds from before its start to after its end.
 *
 * @param signal breaks it off, in order first and by force if that takes too long.
 * @throws BenchFailure with its last lines when it fails.
 */
export async function timed(command: Command, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const started = performance.now();
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ["ignore", "pipe", "pipe"],
    // Of a process group of its own: a Ctrl-C of the terminal reaches only the bench, which ends it in order.
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-kept);
    });
  }
  const breakOff = (): void => end(child);
  signal.addEventListener("abort", breakOff);
  const overtime = setTimeout(breakOff, deadline);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    const seconds = (performance.now() - started) / 1000;
    signal.throwIfAborted();
    if (code === null || !(command.accepts ?? [0]).includes(code)) throw failed(command, code, output);
    return seconds;
  } finally {
    signal.removeEventListener("abort", breakOff);
    clearTimeout(overtime);
  }
}

function end(child: ChildProcess): void {
  child.kill("SIGINT");
  const force = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, grace);
  child.once("close", () => clearTimeout(force));
}

function failed({ program, args }: Command, code: number | null, output: string): BenchFailure {
  const lines = output.split("\n").filter(line => line.trim() !== "");
  const ended = code === null ? "was ended by a signal" : `ended with code ${code}`;
  return new BenchFailure(
    `\`${[program, ...args].join(" ")}\` ${ended}.`,
    ["Correct what its last lines say:", ...lines.slice(-15).map(line => `    ${line}`)].join("\n"),
  );
}
