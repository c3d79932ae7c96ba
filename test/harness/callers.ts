import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** What came of calls. */
export interface Called {
  readonly requests: number;
  /** Why some failed. */
  readonly failures: readonly string[];
  /** Milliseconds from the beginning of the first failed call to the end of the last, of the longest row of them. */
  readonly longestGap: number;
  /** Milliseconds from the beginning of the first failed call to that of the last one, whatever succeeded in between. */
  readonly span: number;
}

/** Calls to the same places again and again, from where a command's beginning leads. */
export class Callers {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcessByStdio<Writable, Readable, null>) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param from what a command begins with to be run where the calls are to come from.
   * @param how each call has a connection of its own, or all to one place share one.
   */
  static async start(
    from: readonly string[],
    urls: readonly string[],
    how: "new" | "kept" = "new",
  ): Promise<Callers> {
    const script = join(import.meta.dirname, "callers.mjs");
    const [command = process.execPath, ...args] = [...from, process.execPath, script, how, ...urls];
    const callers = new Callers(spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] }));
    await callers.#lines.next();
    return callers;
  }

  /** Ends them; says what came of them. */
  async end(): Promise<Called> {
    this.#process.stdin.end();
    const { value } = await this.#lines.next();
    if (this.#process.exitCode === null) await once(this.#process, "close");
    return JSON.parse(String(value)) as Called;
  }
}
