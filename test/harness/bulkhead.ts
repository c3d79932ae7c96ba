import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Outcome, outcomeOf, root } from "./project.ts";

/** Where and with what the command is run. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

const program = join(root, "cli/main.ts");

/** Variables by which somebody else's wishes for colour would get into a test. */
function neutral(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: __, ...others } = env;
  return others;
}

/** Runs Bulkhead's command with its output in pipes. */
export async function bulkhead(
  args: readonly string[],
  { cwd, env = neutral() }: Surroundings,
): Promise<Outcome> {
  return await outcomeOf(spawn(process.execPath, [program, ...args], { cwd, env, stdio: "pipe" }));
}

/** Runs Bulkhead's command on a terminal of 80 columns, where output and errors are one. */
export async function bulkheadOnTerminal(
  args: readonly string[],
  { cwd, env = neutral() }: Surroundings,
): Promise<Outcome> {
  const command = [process.execPath, program, ...args].map(word => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", `stty cols 80 rows 40; ${command}`, "/dev/null"], {
    cwd,
    env: {
      ...neutral(env),
      ...(env["NO_COLOR"] === undefined ? {} : { NO_COLOR: env["NO_COLOR"] }),
      TERM: "xterm-256color",
    },
    stdio: "pipe",
  });
  child.stdin.end();
  return await outcomeOf(child);
}

/** Escape sequences that colour a text, or make it bold. */
export const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[1-9][0-9;]*m`);

/** Any escape sequence. */
export const escapes = new RegExp(String.fromCharCode(27));
