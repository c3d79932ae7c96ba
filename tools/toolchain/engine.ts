import { Engine, type EngineVersion, failedWith } from "../../engine/index.ts";
import { install } from "./apt.ts";
import { answers, run } from "./command.ts";
import { Daemon, daemonEnvironment } from "./daemon.ts";
import {
  type EnginePrograms,
  engineEnvironment,
  ensureEnginePrograms,
  findCurrentEngine,
} from "./enginePrograms.ts";
import { SetupFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import { inspectMachine, type Machine } from "./machine.ts";
import { say, step } from "./progress.ts";
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

/** Starts the engine that is ready soonest: an installed one, one that was built before, or else Debian's. */
async function bringUp(engine: Engine, machine: Machine): Promise<ReadyEngine> {
  const present = await answers("dockerd", ["--version"], { env: daemonEnvironment(machine) });
  const built = present ? undefined : await builtBefore(machine);
  if (!present && built === undefined) {
    await install(docker, machine);
    say("No engine was there: Debian's was installed, which is ready sooner than a current one is built.");
  }
  const started = await step("starting the Docker engine", "none is running", () =>
    start(engine, machine, built),
  );
  return { ...started, where: engine.where, origin: present || built ? "started" : "installed" };
}

/** The current engine, where `npm test` has built it and this user may start it. */
async function builtBefore(machine: Machine): Promise<EnginePrograms | undefined> {
  if (!machine.isRoot || (await findCurrentEngine()) === undefined) return undefined;
  const programs = await ensureEnginePrograms("29", machine);
  say(`No engine is installed: the current one is used, which was built before (${programs.folder}).`);
  return programs;
}

const docker = {
  packages: ["docker.io", "iptables"],
  missing: "no Docker engine answers or is installed",
  cost: "about 70 MB, once",
  otherwise: "Install Docker as https://docs.docker.com/engine/install/ says, start it, and run this again.",
};

/**
 * Starts the engine as the system does; where nothing starts services, or the system does not know it, by itself, with
 * its log in the cache.
 */
async function start(engine: Engine, machine: Machine, built?: EnginePrograms): Promise<EngineVersion> {
  const { isRoot, hasSystemd } = machine;
  if (!isRoot) {
    throw new SetupFailure(
      "The Docker engine is installed and not running, and only root can start it.",
      `Run \`sudo ${hasSystemd ? "systemctl start docker" : "service docker start"}\`, then this again.`,
    );
  }
  if (hasSystemd && built === undefined) {
    await run("systemctl", ["start", "docker"]);
    return await answerOf(engine);
  }
  const env = built === undefined ? daemonEnvironment(machine) : engineEnvironment(built, machine);
  return await answerOf(engine, await Daemon.start(env));
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
