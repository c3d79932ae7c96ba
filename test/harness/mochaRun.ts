import { spawn } from "node:child_process";
import { join } from "node:path";
import { EndedBySignal } from "./ending.ts";
import { brokenDown, type Figures, type Part } from "./figures.ts";

/** How a part of the tests is run. */
export interface MochaRun {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What the command begins with to be run in another network. @default in this machine's */
  readonly inNetwork?: readonly string[];
  /** Where its report goes. */
  readonly write: (text: string) => void;
  /** Ends it before its end, in its own way. */
  readonly ending: AbortSignal;
}

/** Colours belong on a terminal; libraries also take them from TERM and FORCE_COLOR, for themselves and what they run. */
const colours = process.stdout.isTTY && !process.env["NO_COLOR"];

/**
 * Runs Mocha, and says what came of it.
 *
 * @throws EndedBySignal where a signal ended it: nothing more is to be run.
 */
export async function runMocha(
  root: string,
  { name, args, env, inNetwork = [], write, ending }: MochaRun,
): Promise<Part> {
  ending.throwIfAborted();
  const started = performance.now();
  const mocha = join(root, "node_modules/mocha/bin/mocha.js");
  const [command = "", ...rest] = [
    ...inNetwork,
    process.execPath,
    mocha,
    colours ? "--color" : "--no-color",
    ...args,
  ];
  const child = spawn(command, rest, {
    cwd: root,
    env: { ...env, ...(colours ? {} : { NO_COLOR: "1" }) },
    stdio: ["inherit", "pipe", "pipe", "ipc"],
  });
  for (const output of [child.stdout, child.stderr]) output?.setEncoding("utf8").on("data", write);
  const end = (): void => {
    child.kill(ending.reason instanceof EndedBySignal ? ending.reason.signal : "SIGTERM");
  };
  ending.addEventListener("abort", end);
  let figures: Figures | undefined;
  child.on("message", message => {
    figures = message as Figures;
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    ending.throwIfAborted();
    return { name, figures: judged(figures, code), seconds: (performance.now() - started) / 1000 };
  } finally {
    ending.removeEventListener("abort", end);
  }
}

/** A run that fails and counts no failure has broken down, whatever it has counted until then. */
function judged(figures: Figures | undefined, code: number | null): Figures {
  if (figures === undefined) return brokenDown;
  if (code === 0 || figures.failed > 0) return figures;
  return { ...figures, failed: brokenDown.failed, failures: brokenDown.failures };
}
