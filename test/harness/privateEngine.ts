import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, inspectImage } from "../../engine/index.ts";
import { isLeftover } from "../../tools/marks/index.ts";
import { run, until } from "../../tools/toolchain/index.ts";
import { lives } from "../../tools/toolchain/lives.ts";
import { engine as sharedEngine } from "./engine.ts";
import { runId } from "./run.ts";

/** Milliseconds an engine may take to start or stop. */
const patience = 60_000;

/** What the folders of private engines are called, before the mark of their run. */
const prefix = "bulkhead-engine-";

/**
 * An engine of a test's own, in a network namespace of its own, which may be stopped and started without disturbing
 * anybody. Its containers live and die with it, and it with the test, also where that is killed.
 */
export class PrivateEngine {
  readonly engine: Engine;
  readonly host: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
    this.host = `unix://${join(folder, "docker.sock")}`;
    this.engine = Engine.locate({ host: this.host });
  }

  /** Starts an engine and gives it the images. */
  static async create(images: readonly string[]): Promise<PrivateEngine> {
    await removeLeftovers();
    const folder = await mkdtemp(join(tmpdir(), `${prefix}${runId}-`));
    await mkdir(join(folder, "data"));
    const created = new PrivateEngine(folder);
    await created.start();
    for (const image of images) await created.#take(image);
    return created;
  }

  async start(): Promise<void> {
    const log = openSync(join(this.#folder, "dockerd.log"), "a");
    const path = (name: string): string => join(this.#folder, name);
    const daemon = [
      "dockerd",
      `--host=${this.host}`,
      `--data-root=${path("data")}`,
      `--exec-root=${path("exec")}`,
      `--pidfile=${path("pid")}`,
    ].join(" ");
    // Of its own network, and of its own mounts: two engines on one /var/run/docker would meet there.
    const script = `mount -t tmpfs none /run/docker 2>/dev/null; ip link set lo up; exec setpriv --pdeathsig TERM ${daemon}`;
    this.#process = spawn("unshare", ["--net", "--mount", "sh", "-c", script], {
      stdio: ["ignore", log, log],
    });
    // A client of its own each time: one that has asked before would not ask again.
    const ask = (): Promise<unknown> => Engine.locate({ host: this.host }).version();
    const answered = await until(() => ask().catch(() => undefined), patience);
    if (answered === undefined)
      throw new Error(`The private engine does not start:\n${await this.#lastLines()}`);
  }

  /** Id of its process, whose network its containers' ports and its loopback address are in. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error("The private engine does not run.");
    return pid;
  }

  /** Stops the engine as the system does, and its containers with it; with SIGKILL, as a breakdown of all of it does. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    // One that could not start has ended by itself.
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const closed = once(running, "close");
    running.kill(signal);
    await closed;
    // Its part that keeps the containers lives on, and would stand in the way of its successor.
    if (signal === "SIGKILL") await this.#killContainerd();
  }

  async #killContainerd(): Promise<void> {
    const pid = Number(await readFile(join(this.#folder, "exec/containerd/containerd.pid"), "utf8"));
    process.kill(pid, "SIGKILL");
    const ended = await until(async () => !lives(pid) || undefined, patience);
    if (!ended) throw new Error("The private engine's containerd does not end.");
  }

  async dispose(): Promise<void> {
    await this.stop();
    await removeFolder(this.#folder);
  }

  async #take(image: string): Promise<void> {
    if ((await inspectImage(this.engine, image)) !== undefined) return;
    const archive = await sharedEngine.read(`save image ${image}`, docker => docker.getImage(image).get());
    await this.engine.call(`load image ${image}`, async docker => {
      const answer = await docker.loadImage(archive);
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(answer, error => (error ? reject(error) : resolve()));
      });
    });
  }

  async #lastLines(): Promise<string> {
    return (await readFile(join(this.#folder, "dockerd.log"), "utf8")).split("\n").slice(-15).join("\n");
  }
}

/** Removes the folders of engines whose run was killed. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const mark = name.slice(prefix.length);
    if (!name.startsWith(prefix) || mark.startsWith(runId) || !isLeftover(mark, runId)) continue;
    await removeFolder(join(tmpdir(), name));
  }
}

async function removeFolder(folder: string): Promise<void> {
  await run("sh", ["-c", `umount -R ${folder}/data 2>/dev/null; true`]);
  await rm(folder, { recursive: true, force: true });
}
