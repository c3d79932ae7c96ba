import {
  type ContainerInspect,
  type Engine,
  inspectContainer,
  readLogs,
  stopContainer,
  unpauseContainer,
} from "../../../engine/index.ts";
import type { Properties } from "../../protocol/values.ts";
import type { Operation } from "../resource.ts";
import { shouldRun } from "./behaviour.ts";
import { type BroughtUp, bringUp } from "./bringUp.ts";
import { reconcileEndpoints } from "./joining.ts";
import { isCutOff } from "./sharing.ts";

/** Brings the container up. */
export async function finish(operation: Operation, id: string, inputs: Properties): Promise<BroughtUp> {
  const { container, ...logs } = await bringUp(operation, id, inputs);
  // Nothing is to be done, unless the engine took the networks otherwise than it was told.
  const moved = container.State.Running && (await reconcileEndpoints(operation, container, inputs));
  const now = moved ? await inspectContainer(operation.engine, id) : undefined;
  return { container: now ?? container, ...logs };
}

/** Starts, stops or waits, so that the container is as its inputs say. */
export async function settleRunning(
  operation: Operation,
  seen: ContainerInspect,
  inputs: Properties,
): Promise<BroughtUp> {
  const { engine } = operation;
  const stop = () => stopContainer(engine, seen.Id, Number(inputs["destroyGraceSeconds"] ?? 0));
  const mustStart = shouldRun(inputs) && inputs["mustRun"] !== false;
  // Also one that is to be stopped: a paused one hears nothing.
  if (seen.State.Status === "paused" && (mustStart || inputs["start"] === false))
    await unpauseContainer(engine, seen.Id);
  if (inputs["start"] === false) {
    if (seen.State.Running) await stop();
    return await finish(operation, seen.Id, inputs);
  }
  const ill =
    (inputs["wait"] === true && seen.State.Health?.Status === "unhealthy") ||
    (mustStart && (await isCutOff(engine, seen)));
  const stands = seen.State.Running && !seen.State.Restarting;
  if (ill) await stop();
  // A job that failed is done again: that it was recorded does not make it done.
  if (inputs["attach"] === true && inputs["mustRun"] !== false && seen.State.ExitCode !== 0) {
    return await finish(operation, seen.Id, inputs);
  }
  if (mustStart && (!stands || ill || inputs["wait"] === true))
    return await finish(operation, seen.Id, inputs);
  const container = (await inspectContainer(engine, seen.Id)) ?? seen;
  const logs = await keptLogs(engine, container, inputs);
  return { container, ...(logs === undefined ? {} : { logs }) };
}

/** The log of an attached container that has ended, which is an output; undefined where none is asked for or kept. */
export async function keptLogs(
  engine: Engine,
  { Id, State }: ContainerInspect,
  inputs: Properties,
): Promise<string | undefined> {
  if (inputs["attach"] !== true || inputs["logs"] !== true || State.Running) return undefined;
  return await readLogs(engine, Id).catch(() => undefined);
}
