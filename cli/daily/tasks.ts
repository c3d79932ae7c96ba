import {
  type Engine,
  nodeNames,
  presentTasks,
  readInfo,
  readSwarm,
  type ServiceInspect,
  type ServicePort,
  type SwarmReading,
  type Task,
} from "../../engine/index.ts";
import { isOf, type StackMark } from "../../observe/index.ts";
import type { StatusRow } from "./status.ts";

/** The tasks of a stack's services as a manager of its Swarm knows them; none where the engine is no manager. */
export async function taskRows(engine: Engine, stack: StackMark): Promise<StatusRow[]> {
  const swarm = await readSwarm(engine, await readInfo(engine));
  return swarm === undefined ? [] : rowsOfTasks(swarm, stack);
}

/** A row for each replica of the stack's services, wherever it is. */
export function rowsOfTasks({ services, tasks, nodes }: SwarmReading, stack: StackMark): StatusRow[] {
  const names = nodeNames(nodes);
  const byService = Map.groupBy(tasks, ({ ServiceID }) => ServiceID);
  return services.flatMap(service => {
    const { Labels } = service.Spec;
    const workload = Labels?.["bulkhead.workload"];
    if (!isOf(stack, Labels) || workload === undefined) return [];
    const tier = Labels?.["bulkhead.tier"];
    const all = byService.get(service.ID) ?? [];
    const present = presentTasks(all).toSorted(byPlace);
    return present.map((task, index): StatusRow => {
      const node = names.get(task.NodeID ?? "");
      const exitCode = task.Status.ContainerStatus?.ExitCode;
      const { state, well } = stateOf(task);
      const ended = state === "failed" || state === "done";
      return {
        workload,
        ...(tier === undefined ? {} : { tier }),
        // Where one runs on each node they have no numbers.
        replica: task.Slot || index + 1,
        ...(task.NodeID ? { container: `${service.Spec.Name}.${task.Slot || task.NodeID}.${task.ID}` } : {}),
        ...(node === undefined ? {} : { node }),
        state,
        well,
        ...(task.Status.Timestamp === undefined ? {} : { since: task.Status.Timestamp }),
        restarts: all.filter(one => isOfPlace(one, task) && one !== task && hasFailed(one)).length,
        ...(ended && exitCode !== undefined ? { exitCode } : {}),
        ...(task.Status.Err ? { error: task.Status.Err } : {}),
        published: [
          ...publishedEverywhere(service),
          ...(task.Status.PortStatus?.Ports ?? []).map(textOf),
        ].filter((text, at, texts) => texts.indexOf(text) === at),
      };
    });
  });
}

/** A task with a check of its health is `starting` until it passes. */
function stateOf({ Status: { State } }: Task): Pick<StatusRow, "state" | "well"> {
  if (State === "running") return { state: "running", well: true };
  if (State === "complete") return { state: "done", well: true };
  return { state: State === "rejected" ? "failed" : State, well: false };
}

function hasFailed({ Status: { State } }: Task): boolean {
  return State === "failed" || State === "rejected";
}

function isOfPlace(one: Task, other: Task): boolean {
  return one.Slot ? one.Slot === other.Slot : one.NodeID === other.NodeID;
}

function byPlace(left: Task, right: Task): number {
  return (left.Slot ?? 0) - (right.Slot ?? 0) || ((left.NodeID ?? "") < (right.NodeID ?? "") ? -1 : 1);
}

function publishedEverywhere({ Endpoint }: ServiceInspect): string[] {
  return (Endpoint?.Ports ?? [])
    .filter(({ PublishMode }) => PublishMode !== "host")
    .map(port => `every node ${textOf(port)}`);
}

function textOf({ PublishedPort, TargetPort, Protocol }: ServicePort): string {
  const protocol = Protocol === undefined || Protocol === "tcp" ? "" : `/${Protocol}`;
  return `0.0.0.0:${PublishedPort}->${TargetPort}${protocol}`;
}
