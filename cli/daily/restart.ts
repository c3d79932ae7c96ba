import {
  type ContainerInspect,
  type Engine,
  EventStream,
  restartContainer,
  waitFor,
} from "../../engine/index.ts";
import { say } from "../../tools/toolchain/index.ts";
import { CliFailure } from "../failure.ts";
import { invocation } from "../invocation.ts";
import { type Replica, titleOf } from "./choose.ts";

/** Milliseconds in which a container that is restarted must be well again. */
const patience = 120_000;

/**
 * Restarts containers one after another, each when the one before is well again: of several replicas one is away at a
 * time, and where one does not come back the others are left alone.
 *
 * @throws CliFailure where one does not come back.
 */
export async function restartEach(engine: Engine, chosen: readonly Replica[]): Promise<void> {
  const events = new EventStream(engine);
  try {
    for (const replica of chosen) {
      const { Id, Name } = replica.container;
      const title = titleOf(replica, chosen);
      await restartContainer(engine, Id, Name.slice(1));
      const state = await waitFor(engine, events, Id, { until: settled, deadline: patience });
      if (state !== "well") {
        throw new CliFailure(
          `${title} did not come back: it is ${state ?? "still starting"}.`,
          `\`${invocation(`logs ${replica.workload}`)}\` shows what it wrote.`,
        );
      }
      say(`${title} is back.`);
    }
  } finally {
    events.close();
  }
}

/** `well`, or how it failed; undefined while that is open. */
function settled(container: ContainerInspect | undefined): string | undefined {
  if (container === undefined) return "gone";
  const { Running, Status, Health } = container.State;
  if (!Running) return Status;
  if (Health === undefined || Health.Status === "none" || Health.Status === "healthy") return "well";
  return Health.Status === "unhealthy" ? "unhealthy" : undefined;
}
