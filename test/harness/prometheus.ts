import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrometheus, until } from "../../tools/toolchain/index.ts";
import { freePort } from "./freePort.ts";

/** A series that a query found, as Prometheus answers. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** When, and what. */
  readonly value: readonly [number, string];
}

/** A real Prometheus of a test's own, on the loopback address. */
export class TestPrometheus {
  readonly #host: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(host: string, folder: string, process: ChildProcess) {
    this.#host = host;
    this.#folder = folder;
    this.#process = process;
  }

  /** @param settings the text of its `prometheus.yml`. */
  static async start(settings: string): Promise<TestPrometheus> {
    const program = await ensurePrometheus();
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-prometheus-"));
    const host = `127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, "prometheus.yml"), settings);
    const log = openSync(join(folder, "log"), "a");
    const args = [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${host}`,
    ];
    // It ends with this test, also where that is killed.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args], {
      stdio: ["ignore", log, log],
    });
    const prometheus = new TestPrometheus(host, folder, child);
    const ready = async (): Promise<true | undefined> => {
      const answer = await fetch(`http://${host}/-/ready`).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    };
    if (!(await until(ready, 30_000))) {
      throw new Error(`Prometheus does not start:\n${await readFile(join(folder, "log"), "utf8")}`);
    }
    return prometheus;
  }

  /**
   * What a query of its language finds.
   *
   * @throws Error with its own words where the query is none.
   */
  async query(text: string): Promise<Series[]> {
    const answer = await fetch(`http://${this.#host}/api/v1/query?query=${encodeURIComponent(text)}`);
    const found = (await answer.json()) as { error?: string; data?: { result: Series[] } };
    if (found.data === undefined) throw new Error(`${text}: ${found.error ?? answer.status}`);
    return found.data.result;
  }

  async dispose(): Promise<void> {
    const ended = new Promise(resolve => this.#process.once("close", resolve));
    this.#process.kill("SIGKILL");
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
