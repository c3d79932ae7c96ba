import { Engine, type EngineVersion, failedWith } from "../../engine/index.ts";
import { install } from "./apt.ts";
import { answers, run } from "./command.ts";
import { Daemon, daemonEnvironment } from "./daemon.ts";
import { SetupFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import { inspectMachine, type Machine } from "./machine.ts";
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
 * @param machine what this may do here; looked at when an engine has to be started.
 * @throws SetupFailure where none can be had.
 */
export async function ensureEngine(engine = Engine.locate(), machine?: Machine): Promise<ReadyEngine> {
  const running = await ask(engine);
  if (running !== undefined) return { ...running, where: engine.where, origin: "running" };
  if (engine.address.kind !== "unix" || engine.address.source !== "the usual socket") {
    throw new SetupFailure(
      `No Docker engine answers at ${engine.where}, which ${engine.address.source} names.`,
      "Start that engine, or unset what points to it to use one on this machine.",
    );
  }
  return await withLock("engine", "it starts the Docker engine", async () => {
    const meanwhile = await ask(engine);
    if (meanwhile !== undefined) return { ...meanwhile, where: engine.where, origin: "running" };
    return await bringUp(engine, machine ?? (await inspectMachine()));
  });
}

async function ask(engine: Engine): Promise<EngineVersion | undefined> {
  try {
    return await engine.version();
  } catch (error) {
    // One that refuses this user is there, and not to be started.
    if (failedWith(error, "unreachable", "broken-off") && !/refuses this user/.test(error.what))
      return undefined;
    throw error;
  }
}

async function bringUp(engine: Engine, machine: Machine): Promise<ReadyEngine> {
  const present = await answers("dockerd", ["--version"], { env: daemonEnvironment(machine) });
  if (!present) await install(docker, machine);
  const version = await step("starting the Docker engine", "none is running", () => start(engine, machine));
  return { ...version, where: engine.where, origin: present ? "started" : "installed" };
}

const docker = {
  packages: ["docker.io", "iptables"],
  missing: "no Docker engine answers or is installed",
  cost: "about 70 MB, once",
  otherwise: "Install Docker as https://docs.docker.com/engine/install/ says, start it, and run this again.",
};

/** Starts the engine as the system does; where nothing starts services, by itself, with its log in the cache. */
async function start(engine: Engine, machine: Machine): Promise<EngineVersion> {
  const { isRoot, hasSystemd } = machine;
  if (!isRoot) {
    throw new SetupFailure(
      "The Docker engine is installed and not running, and only root can start it.",
      `Run \`sudo ${hasSystemd ? "systemctl start docker" : "service docker start"}\`, then this again.`,
    );
  }
  if (hasSystemd) {
    await run("systemctl", ["start", "docker"]);
    return await answerOf(engine);
  }
  return await answerOf(engine, await Daemon.start(machine));
}

/** Waits until a freshly started engine answers; no longer than it lives, where it was started by hand. */
async function answerOf(engine: Engine, daemon?: Daemon): Promise<EngineVersion> {
  const look = async (): Promise<EngineVersion | "gave up" | undefined> =>
    (await ask(engine)) ?? ((await daemon?.gaveUp()) ? "gave up" : undefined);
  const outcome = await until(look, startTime);
  if (outcome !== undefined && outcome !== "gave up") return outcome;
  throw new SetupFailure(
    outcome === "gave up"
      ? "The Docker engine ended right after its start."
      : `The Docker engine did not answer within ${startTime / 1000} s.`,
    "Correct what its log names, then run this again:",
    (await daemon?.lastLines()) ?? ["`journalctl -u docker` shows it."],
  );
}
