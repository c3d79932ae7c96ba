import {
  type ContainerSummary,
  type Engine,
  inspectImage,
  type NetworkInspect,
  type NodeInspect,
  nodeNames,
  presentTasks,
  type SwarmReading,
  swarmLabels,
} from "../../../engine/index.ts";
import type { SwarmNode, Workload } from "../../../topology/index.ts";
import { serviceWorkload } from "./service.ts";

/** What there is of a Swarm beside the containers of one engine. */
export interface SwarmParts {
  readonly nodes: readonly SwarmNode[];
  readonly services: readonly Workload[];
}

/** Services as workloads, and the nodes they run on, from what a manager knows: no other engine is asked. */
export async function readSwarmParts(
  engine: Engine,
  { services, tasks, nodes }: SwarmReading,
  networks: readonly NetworkInspect[],
): Promise<SwarmParts> {
  const names = new Map(networks.map(({ Id, Name }) => [Id, Name]));
  const machines = nodeNames(nodes);
  const images = new Set(services.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec.Image));
  const read = await Promise.all(
    [...images].map(
      async image => [image, (await inspectImage(engine, image))?.Config ?? undefined] as const,
    ),
  );
  const byImage = new Map(read);
  const byService = Map.groupBy(tasks, ({ ServiceID }) => ServiceID);
  const workloads = services.map(service =>
    serviceWorkload(service, {
      tasks: presentTasks(byService.get(service.ID) ?? []),
      networks: names,
      nodes: machines,
      image: byImage.get(service.Spec.TaskTemplate.ContainerSpec.Image),
    }),
  );
  return {
    nodes: nodes.map(node => swarmNode(node, machines)),
    services: workloads.filter(one => !isOver(one)),
  };
}

/** A job that has come to its end is nobody's neighbour any more. */
function isOver({ kind, tasks = [] }: Workload): boolean {
  const ended = ["complete", "failed", "rejected", "shutdown"];
  return kind === "job" && tasks.length > 0 && tasks.every(({ state }) => ended.includes(state));
}

/** Whether a container is a task of a service that is read as a whole. */
export function isTaskOf({ Labels }: ContainerSummary, { services }: SwarmReading): boolean {
  return services.some(({ ID }) => ID === Labels[swarmLabels.service]);
}

function swarmNode({ ID, Spec, Status }: NodeInspect, names: ReadonlyMap<string, string>): SwarmNode {
  return {
    id: names.get(ID) ?? ID,
    role: Spec.Role,
    availability: Spec.Availability,
    state: Status.State,
    ...(Status.Addr ? { address: Status.Addr } : {}),
    labels: Spec.Labels ?? {},
  };
}
