import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Outcome, outcomeOf, outcomeOfBulkhead, root } from "./project.ts";

/** Where and with what the command is run. */
export interface Surroundings {
  readonly cwd: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

const program = join(root, "cli/main.ts");

/** Variables by which it would be known who runs the tests, and whether colours are wanted there. */
const foreign = /^(npm_|FORCE_COLOR$|NO_COLOR$)/;

function neutral(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** What Bulkhead's command begins with, for tests that look at it while it runs. */
export const bulkheadProgram: readonly string[] = [process.execPath, program];

/** Runs Bulkhead's command with its output in pipes. That a step takes long is left out of what it says. */
export async function bulkhead(args: readonly string[], { cwd, env }: Surroundings): Promise<Outcome> {
  const options = { cwd, env: neutral(env), stdio: "pipe" } as const;
  return await outcomeOfBulkhead(spawn(process.execPath, [program, ...args], options));
}

/**
 * Runs Bulkhead's command on a terminal of 80 columns, where output and errors are one. It answers no questions, and
 * `screen` is of those that are asked none: Pulumi would wait five seconds for the background's colour.
 *
 * @param variables of the one who sits there: NO_COLOR.
 */
export async function bulkheadOnTerminal(
  args: readonly string[],
  { cwd, env }: Surroundings,
  variables: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const command = [process.execPath, program, ...args].map(word => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", `stty cols 80 rows 40; ${command}`, "/dev/null"], {
    cwd,
    env: { ...neutral(env), TERM: "screen-256color", ...variables },
    stdio: "pipe",
  });
  child.stdin.end();
  return await outcomeOf(child);
}

/** Escape sequences that colour a text, or make it bold. */
export const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[1-9][0-9;]*m`);

/** Any escape sequence. */
export const escapes = new RegExp(String.fromCharCode(27));
