import type { SystemInfo } from "./api.ts";
import type { Engine } from "./engine.ts";
import type { NodeInspect, ServiceInspect, Task } from "./swarmApi.ts";

/** What a manager knows of its swarm. */
export interface SwarmReading {
  readonly services: readonly ServiceInspect[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly NodeInspect[];
}

/**
 * Reads it with three calls, however much there is; undefined where the engine is no manager.
 *
 * @param info what the engine says of itself.
 */
export async function readSwarm(engine: Engine, { Swarm }: SystemInfo): Promise<SwarmReading | undefined> {
  if (Swarm?.ControlAvailable !== true) return undefined;
  const [services, tasks, nodes] = await Promise.all([
    engine.read(
      "list services",
      async docker => (await docker.listServices()) as unknown as ServiceInspect[],
    ),
    engine.read("list tasks", async docker => (await docker.listTasks()) as Task[]),
    engine.read("list nodes", async docker => (await docker.listNodes()) as unknown as NodeInspect[]),
  ]);
  return { services, tasks, nodes };
}

/** Labels by which a node's engine says of a container which service and which task it is of. */
export const swarmLabels = {
  service: "com.docker.swarm.service.id",
  task: "com.docker.swarm.task.id",
  taskName: "com.docker.swarm.task.name",
} as const;

/** What nodes are called, by their ids: their host names; their ids where two have the same. */
export function nodeNames(nodes: readonly NodeInspect[]): ReadonlyMap<string, string> {
  const byName = Map.groupBy(nodes, ({ ID, Description }) => Description?.Hostname || ID);
  return new Map(
    [...byName].flatMap(([name, same]) => same.map(({ ID }) => [ID, same.length > 1 ? ID : name])),
  );
}

/**
 * The task that stands for each replica of a service right now: of a slot, or of a node where one runs on each, the newest
 * that is to run; where none is, the last there was. Of what runs to its end those of its last run count.
 */
export function presentTasks(tasks: readonly Task[]): Task[] {
  const run = Math.max(0, ...tasks.map(runOf));
  const places = Map.groupBy(
    tasks.filter(task => runOf(task) === run),
    ({ Slot, NodeID }) => (Slot ? `slot ${Slot}` : `node ${NodeID ?? ""}`),
  );
  return [...places.values()].flatMap(all => {
    const wanted = all.filter(({ DesiredState }) => !over.has(DesiredState));
    const [newest] = (wanted.length === 0 ? all : wanted).toSorted((left, right) =>
      left.CreatedAt < right.CreatedAt ? 1 : -1,
    );
    return newest === undefined ? [] : [newest];
  });
}

function runOf({ JobIteration }: Task): number {
  return JobIteration?.Index ?? 0;
}

const over: ReadonlySet<string> = new Set(["shutdown", "remove", "orphaned", "failed", "rejected"]);
