import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../engine/index.ts";
import { run } from "../toolchain/command.ts";
import { lives } from "../toolchain/lives.ts";
import { until } from "../toolchain/until.ts";
import { killEngine, removeEngineFolder, removeLeftEngines } from "./leftovers.ts";
import { folderPrefix, placeIn } from "./place.ts";

/** Milliseconds an engine may take to start or stop. */
const patience = 60_000;

/** How an engine of one's own is started. */
export interface OwnEngineOptions {
  /** The environment `dockerd` is found in. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Further arguments of `dockerd`. @default none */
  readonly flags?: readonly string[];
  /** An archive of what it is to begin with. @default nothing */
  readonly filled?: string;
  /** What its machine is called: what a swarm tells its nodes apart by. @default this machine's own name */
  readonly hostname?: string;
  /**
   * Connects its network, once that is there and before the engine starts, each time it does: a node of a swarm does not
   * start without its address.
   *
   * @param pid of a process in that network.
   * @default it has loopback alone
   */
  readonly connect?: (pid: number) => Promise<void>;
}

/**
 * An engine of one run's own: in a network namespace of its own, with everything it has below one temporary folder. Its
 * containers live and die with it, and it with the run, also where that is killed. What a killed one leaves on the disk
 * is removed by the next run of its kind.
 */
export class OwnEngine {
  readonly engine: Engine;
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Where it has everything. */
  readonly folder: string;
  readonly #options: OwnEngineOptions;
  #process: ChildProcess | undefined;

  private constructor(folder: string, options: OwnEngineOptions) {
    this.folder = folder;
    this.#options = options;
    this.host = `unix://${placeIn(folder).socket}`;
    this.engine = Engine.locate({ host: this.host });
  }

  /** @param mark of the run it belongs to. */
  static async start(mark: string, options: OwnEngineOptions = {}): Promise<OwnEngine> {
    await removeLeftEngines(mark);
    const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${mark}-`));
    const created = new OwnEngine(folder, options);
    try {
      await makeData(placeIn(folder).data, options.filled);
      await created.start();
    } catch (error) {
      await created.dispose();
      throw error;
    }
    return created;
  }

  /** @param env the environment `dockerd` is found in, for one of another release. @default as it was first started */
  async start(env = this.#options.env ?? process.env): Promise<void> {
    const { log, data, exec, pidFile } = placeIn(this.folder);
    const output = openSync(log, "a");
    const places = [
      `--host=${this.host}`,
      `--data-root=${data}`,
      `--exec-root=${exec}`,
      `--pidfile=${pidFile}`,
    ];
    // Of its own network, and of its own mounts: two engines on one /var/run/docker would meet there.
    const { hostname } = this.#options;
    const named = hostname === undefined ? "" : `hostname ${hostname}; `;
    const script = `${named}mkdir -p /run/docker; mount -t tmpfs none /run/docker; ip link set lo up; read -r connected; exec setpriv --pdeathsig TERM dockerd "$@" < /dev/null`;
    const args = [
      "--net",
      "--mount",
      ...(hostname === undefined ? [] : ["--uts"]),
      "sh",
      "-c",
      script,
      "engine",
      ...places,
      ...(this.#options.flags ?? []),
    ];
    this.#process = spawn("unshare", args, {
      env,
      stdio: ["pipe", output, output],
    });
    const started = this.#process;
    started.stdin?.on("error", () => {
      // Its end tells why it reads nothing.
    });
    if (started.pid !== undefined) await this.#options.connect?.(started.pid);
    started.stdin?.end("connected\n");
    // A client of its own each time: one that has asked before would not ask again.
    const ask = (): Promise<unknown> => Engine.locate({ host: this.host }).version();
    const ended = (): boolean => (started.exitCode ?? started.signalCode) !== null;
    const look = async (): Promise<unknown> => (ended() ? "ended" : await ask().catch(() => undefined));
    const outcome = await until(look, patience);
    if (outcome !== undefined && outcome !== "ended") return;
    throw new Error(`The engine of this run does not start:\n${await this.#lastLines()}`);
  }

  /** Id of its process, whose network its containers' ports and its loopback address are in. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error("The engine of this run is not running.");
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

  /** Ends it as a machine that loses its power: its containers with it, and nobody is told. What it has on the disk stays. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    const ended = running === undefined || (running.exitCode ?? running.signalCode) !== null;
    const closed = ended ? undefined : once(running, "close");
    await killEngine(this.folder);
    await closed;
  }

  /** Ends it, and removes all it had. */
  async dispose(): Promise<void> {
    await this.stop();
    await removeEngineFolder(this.folder);
  }

  async #killContainerd(): Promise<void> {
    const pid = Number(await readFile(placeIn(this.folder).containerdPidFile, "utf8"));
    process.kill(pid, "SIGKILL");
    const ended = await until(async () => !lives(pid) || undefined, patience);
    if (!ended) throw new Error("The containerd of this run's engine does not end.");
  }

  async #lastLines(): Promise<string> {
    return (await readFile(placeIn(this.folder).log, "utf8")).split("\n").slice(-15).join("\n");
  }
}

async function makeData(folder: string, filled: string | undefined): Promise<void> {
  await mkdir(folder);
  if (filled === undefined) return;
  await run("tar", ["--xattrs", "--xattrs-include=*", "-xpf", filled, "-C", folder]);
}
