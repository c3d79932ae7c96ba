import {
  type Engine,
  listTasks,
  type ServiceInspect,
  updateService,
  waitForService,
} from "../../engine/index.ts";
import { say } from "../../tools/toolchain/progress.ts";
import { CliFailure } from "../failure.ts";
import { untilInterrupted } from "../interrupted.ts";

/** Milliseconds for each replica to be replaced, with the time for which it is watched. */
const patience = 120_000;

/**
 * Has a Swarm replace all tasks of services, one service after another, each by its own rules of an update. The new ones
 * are spread over the nodes that there are by then, which a Swarm does at no other time.
 *
 * @throws CliFailure where one does not come back.
 */
export async function restartServices(engine: Engine, services: readonly ServiceInspect[]): Promise<void> {
  if (services.length === 0) return;
  const time = untilInterrupted();
  for (const { ID, Spec } of services) {
    if (time.over) throw new CliFailure("It was interrupted.", "The Swarm goes on with what has begun.");
    const name = Spec.Labels?.["bulkhead.workload"] ?? Spec.Name;
    const since = new Set((await listTasks(engine, ID)).map(task => task.ID));
    await updateService(engine, ID, undefined, ({ Spec: now }) => ({
      ...now,
      TaskTemplate: { ...now.TaskTemplate, ForceUpdate: (now.TaskTemplate.ForceUpdate ?? 0) + 1 },
    }));
    const timeout = patience * Math.max(1, Spec.Mode?.Replicated?.Replicas ?? since.size);
    const report = (status: string): void => say(`${name}: ${status}`);
    await waitForService(engine, ID, { since, timeout, signal: time.signal, report });
    say(`${name} is back.`);
  }
}
