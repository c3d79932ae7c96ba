import type { Engine } from "../../engine/index.ts";
import { type EngineRelease, engineEnvironment, ensureEnginePrograms } from "../toolchain/enginePrograms.ts";
import { SetupFailure } from "../toolchain/failure.ts";
import { inspectMachine } from "../toolchain/machine.ts";
import { ensureFilled } from "./filled.ts";
import { OwnEngine } from "./ownEngine.ts";

/** An engine of a run's own that has the demo images, and how a program is brought to it. */
export interface EngineSession {
  readonly engine: Engine;
  /** The environment in which programs find this engine, and start others of its release. */
  readonly env: NodeJS.ProcessEnv;
  /** What a command begins with to be run in the engine's network, where its published ports are. */
  readonly inNetwork: readonly string[];
}

/**
 * Does some work with an engine of this run's own, and ends that afterwards.
 *
 * @param mark of this run.
 * @throws SetupFailure where the engine cannot be had.
 */
export async function withOwnEngine<T>(
  release: EngineRelease,
  mark: string,
  env: NodeJS.ProcessEnv,
  work: (session: EngineSession) => Promise<T>,
): Promise<T> {
  const machine = await inspectMachine();
  if (!machine.isRoot) {
    throw new SetupFailure(
      `Engine ${release} would be one of this run's own, and only root can start that.`,
      "Run this as root, or on the engine that answers here (`--engine here`).",
    );
  }
  const programs = await ensureEnginePrograms(release, machine);
  const engineEnv = engineEnvironment(programs, machine, env);
  const filled = await ensureFilled(release, mark, engineEnv);
  const own = await OwnEngine.start(mark, { env: engineEnv, filled });
  try {
    return await work({
      engine: own.engine,
      env: { ...engineEnv, DOCKER_HOST: own.host },
      inNetwork: ["nsenter", `--target=${own.pid}`, "--net", "--"],
    });
  } finally {
    await own.dispose();
  }
}
