import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { openCache } from "./cacheRoot.ts";
import type { Machine } from "./machine.ts";

/** What dockerd writes when another one is there, which may be about to answer (its own package starts one, too). */
const anotherRuns = /ensure docker is not running/;

/** A Docker engine that was started by hand, with its log in the cache. */
export class Daemon {
  readonly #process: ChildProcess;
  readonly #log: string;

  private constructor(process: ChildProcess, log: string) {
    this.#process = process;
    this.#log = log;
  }

  /** @param env in which dockerd, and what it runs, is found. */
  static async start(env: NodeJS.ProcessEnv): Promise<Daemon> {
    const log = join(await openCache(), "dockerd.log");
    const output = openSync(log, "w");
    const started = spawn("dockerd", [], {
      // Of its own session and with nothing inherited: it outlives this process and its terminal.
      detached: true,
      stdio: ["ignore", output, output],
      env,
    });
    started.unref();
    return new Daemon(started, log);
  }

  /** True when it has ended, and not because another one is there. */
  async gaveUp(): Promise<boolean> {
    const { exitCode, signalCode } = this.#process;
    return (exitCode ?? signalCode) !== null && !anotherRuns.test(await this.#written());
  }

  async lastLines(): Promise<string[]> {
    return [`${this.#log} ends with:`, ...(await this.#written()).trim().split("\n").slice(-5)];
  }

  async #written(): Promise<string> {
    return await readFile(this.#log, "utf8");
  }
}

/** The environment in which dockerd, and what it runs, is found. */
export function daemonEnvironment({ systemFolders }: Machine): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [process.env["PATH"], ...systemFolders].join(delimiter) };
}
