import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import { Engine, EngineFailure, type EngineVersion } from "../../engine/index.ts";
import { install } from "./apt.ts";
import { cacheRoot } from "./cache.ts";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import { step } from "./progress.ts";
import { until } from "./until.ts";

/** An engine that answers, and how it came to. */
export interface ReadyEngine extends EngineVersion {
  readonly where: string;
  readonly origin: "running" | "started" | "installed";
}

/** Milliseconds a freshly started engine may take to answer. */
const startTime = 60_000;

/**
 * Finds a running engine as the docker CLI would, or starts the installed one, or installs one. An engine that was
 * pointed to (DOCKER_HOST, a context) is never replaced by another.
 *
 * @throws SetupFailure where none can be had.
 */
export async function ensureEngine(): Promise<ReadyEngine> {
  const engine = Engine.locate();
  const running = await ask(engine);
  if (running !== undefined) return { ...running, where: engine.where, origin: "running" };
  if (engine.address.kind !== "unix" || engine.address.source !== "the usual socket") {
    throw new SetupFailure(
      `No Docker engine answers at ${engine.where}, which ${engine.address.source} names.`,
      "Start that engine, or unset what points to it to use one on this machine.",
    );
  }
  await mkdir(cacheRoot(), { recursive: true });
  return await withLock(join(cacheRoot(), "engine.lock"), async () => {
    const meanwhile = await ask(engine);
    if (meanwhile !== undefined) return { ...meanwhile, where: engine.where, origin: "running" };
    const present = await answers("dockerd", ["--version"]);
    if (!present) {
      await install(
        ["docker.io", "iptables"],
        "no Docker engine answers and none is installed; about 70 MB, once",
        "Install Docker as https://docs.docker.com/engine/install/ says, start it, and run this again.",
      );
    }
    const version = await step("starting the Docker engine", "none is running", () => start(engine));
    return { ...version, where: engine.where, origin: present ? "started" : "installed" };
  });
}

async function ask(engine: Engine): Promise<EngineVersion | undefined> {
  try {
    return await engine.version();
  } catch (error) {
    if (
      error instanceof EngineFailure &&
      error.kind === "unreachable" &&
      !/refuses this user/.test(error.what)
    ) {
      return undefined;
    }
    throw error;
  }
}

/** Starts the engine as the system does; where nothing starts services, by itself, with its log in the cache. */
async function start(engine: Engine): Promise<EngineVersion> {
  if (getuid?.() !== 0) {
    throw new SetupFailure(
      "The Docker engine is installed and not running.",
      "Start it: `sudo systemctl start docker`.",
    );
  }
  const log = join(cacheRoot(), "dockerd.log");
  if (await answers("systemctl", ["is-system-running", "--quiet"]))
    await run("systemctl", ["start", "docker"]);
  else startAlone(log);
  const version = await until(() => ask(engine), startTime);
  if (version !== undefined) return version;
  const lines = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-5);
  throw new SetupFailure(
    `The Docker engine did not answer within ${startTime / 1000} s.`,
    [`See ${log}; it ends with:`, ...lines.map(line => `    ${line}`)].join("\n"),
  );
}

function startAlone(log: string): void {
  const output = openSync(log, "a");
  // Of its own session and with nothing inherited: it outlives this process and its terminal.
  spawn("dockerd", [], { detached: true, stdio: ["ignore", output, output] }).unref();
}
