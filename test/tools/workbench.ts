import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";

/** What came of some work: its result or its error's message, and what was said on the error stream meanwhile. */
export interface Worked<T> {
  readonly result: T | undefined;
  readonly error: string | undefined;
  readonly said: string;
}

/**
 * A machine on which only the programs a test puts there are installed, and whose cache is empty. Work done `within` it
 * sees nothing else on the PATH.
 */
export class Workbench {
  readonly folder: string;
  readonly cache: string;
  readonly #bin: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.cache = join(folder, "cache");
    this.#bin = join(folder, "bin");
  }

  /** @param programs real ones that this machine has. */
  static async create(...programs: readonly string[]): Promise<Workbench> {
    const bench = new Workbench(await mkdtemp(join(tmpdir(), "bulkhead-workbench-")));
    await mkdir(bench.#bin);
    for (const name of programs) {
      await symlink((await run("which", [name])).trim(), join(bench.#bin, name));
    }
    return bench;
  }

  /** Puts a program there: a shell script that finds the real machine's tools, or a script with a first line of its own. */
  async program(name: string, script: string): Promise<void> {
    const path = join(this.#bin, name);
    const text = script.startsWith("#!")
      ? script
      : `#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n${script}\n`;
    await rm(path, { force: true });
    await writeFile(path, text);
    await chmod(path, 0o755);
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: this.#bin, BULKHEAD_CACHE: this.cache };
  }

  /** Does work of this process on that machine; one at a time, since a process has one environment. */
  async within<T>(work: () => Promise<T>): Promise<Worked<T>> {
    const outside = process.env;
    const write = process.stderr.write;
    let said = "";
    process.env = this.env;
    process.stderr.write = (chunk: string | Uint8Array): boolean => {
      said += String(chunk);
      return true;
    };
    try {
      return { result: await work(), error: undefined, said };
    } catch (error) {
      return { result: undefined, error: error instanceof Error ? error.message : String(error), said };
    } finally {
      process.env = outside;
      process.stderr.write = write;
    }
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
