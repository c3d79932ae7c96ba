import {
  type ContainerSummary,
  type NetworkInspect,
  nodeNames,
  type ServiceInspect,
  type ServicePort,
  type SwarmReading,
  swarmLabels,
  type Task,
} from "../../engine/index.ts";
import type { Protocol } from "../../topology/index.ts";
import { hostOn, isHost } from "../helper/namespaceHelper.ts";
import type { PublishedAddress } from "../live/ports.ts";
import { isOf, type StackMark } from "../stackMark.ts";
import { byName, networksOf, type Resident, type Scene } from "./scene.ts";

/**
 * Containers with what their services say of them: whose they are stands in the labels of a service, and in those of its
 * containers it does not; which of the replicas they are, in their task.
 */
export function ofServices(
  containers: readonly ContainerSummary[],
  { services, tasks }: SwarmReading,
): ContainerSummary[] {
  const byId = new Map(services.map(service => [service.ID, service]));
  const slots = new Map(tasks.map(({ ID, Slot }) => [ID, Slot]));
  return containers.map(container => {
    const service = byId.get(container.Labels[swarmLabels.service] ?? "");
    if (service === undefined) return container;
    const slot = slots.get(container.Labels[swarmLabels.task] ?? "");
    const replica = slot ? { "bulkhead.replica": String(slot) } : {};
    return { ...container, Labels: { ...service.Spec.Labels, ...container.Labels, ...replica } };
  });
}

/** The same, as what is on a further node. */
export function onNode({ residents, strangers, ...scene }: Scene, node: string): Scene {
  const there = (one: Resident): Resident => ({
    ...one,
    node,
    namespace: isHost(one.namespace) ? hostOn(node) : one.namespace,
  });
  return { ...scene, nodes: [node], residents: residents.map(there), strangers: strangers.map(there) };
}

/** What it takes to put the scenes of nodes together. */
export interface SwarmGround {
  /** Ids of the nodes whose engines are asked. */
  readonly looked: ReadonlySet<string>;
  readonly stack: StackMark;
  readonly networks: readonly Pick<NetworkInspect, "Id" | "Ingress">[];
  readonly segments: Scene["segments"];
}

/** One scene of those of all nodes, with what the manager knows alone: who runs on nodes that are not asked, and where all are open. */
export function mergedScene(scenes: readonly Scene[], swarm: SwarmReading, ground: SwarmGround): Scene {
  const unseen = unseenTasks(swarm, ground);
  const residents = [...scenes.flatMap(one => one.residents), ...unseen.filter(one => !one.stranger)];
  const strangers = [...scenes.flatMap(one => one.strangers), ...unseen.filter(one => one.stranger)];
  const doors = doorsOf(swarm.services, ground);
  const byTask = new Map(
    swarm.tasks.map(({ Status, ServiceID }) => [Status.ContainerStatus?.ContainerID ?? "", ServiceID]),
  );
  const open = (one: Resident): Resident => {
    const { virtual = [], published = [] } = doors.get(byTask.get(one.id) ?? "") ?? {};
    return {
      ...one,
      published: [...one.published, ...published],
      ...(virtual.length === 0 ? {} : { virtual }),
    };
  };
  return {
    residents: residents.map(open).sort(byName),
    strangers: strangers.map(open).sort(byName),
    stopped: scenes.flatMap(({ stopped }) => stopped),
    segments: ground.segments,
    nodes: scenes.flatMap(({ nodes = [] }) => nodes),
  };
}

/** What leads to a service as a whole, wherever its tasks are. */
interface Doors {
  readonly virtual: readonly string[];
  readonly published: readonly PublishedAddress[];
}

function doorsOf(services: readonly ServiceInspect[], { networks }: SwarmGround): ReadonlyMap<string, Doors> {
  const ingress = networks.find(({ Ingress }) => Ingress)?.Id;
  return new Map(
    services.map(({ ID, Endpoint }) => {
      const own = (Endpoint?.VirtualIPs ?? []).filter(({ NetworkID }) => NetworkID !== ingress);
      const ports = (Endpoint?.Ports ?? []).filter(({ PublishMode }) => PublishMode !== "host");
      const virtual = own.flatMap(({ Addr }) => plainAddress(Addr) ?? []);
      return [
        ID,
        { virtual, published: ports.map(port => ({ ...published(port), everywhere: true as const })) },
      ];
    }),
  );
}

function published({ TargetPort, PublishedPort, Protocol: protocol }: ServicePort): PublishedAddress {
  return {
    address: "0.0.0.0",
    hostPort: PublishedPort ?? 0,
    port: TargetPort,
    protocol: (protocol ?? "tcp") as Protocol,
  };
}

/** Tasks that run on nodes whose engines are not asked: of the stack, and of others on its networks. */
function unseenTasks(
  { services, tasks, nodes }: SwarmReading,
  { looked, stack, segments }: SwarmGround,
): Resident[] {
  const byId = new Map(services.map(service => [service.ID, service]));
  const names = nodeNames(nodes);
  return tasks.flatMap(task => {
    const service = byId.get(task.ServiceID);
    const id = task.Status.ContainerStatus?.ContainerID;
    if (service === undefined || !id || !task.NodeID || looked.has(task.NodeID) || !runs(task)) return [];
    const { Labels } = service.Spec;
    const workload = isOf(stack, Labels) ? Labels?.["bulkhead.workload"] : undefined;
    const name = `${service.Spec.Name}.${task.Slot || task.NodeID}.${task.ID}`;
    const one: Resident = {
      workload: workload ?? name,
      replica: task.Slot || 1,
      id,
      name,
      inHost: false,
      ...addressesIn(task),
      published: (task.Status.PortStatus?.Ports ?? []).map(published),
      namespace: id,
      stranger: workload === undefined,
      node: names.get(task.NodeID) ?? task.NodeID,
      unseen: true,
    };
    const isNear = workload !== undefined || networksOf(one).some(network => segments.has(network));
    return isNear ? [one] : [];
  });
}

function runs({ DesiredState, Status }: Task): boolean {
  return DesiredState === "running" && Status.State === "running";
}

function addressesIn({ NetworksAttachments }: Task): Pick<Resident, "addresses" | "addresses6"> {
  const all = (NetworksAttachments ?? []).flatMap(({ Network, Addresses }) =>
    (Addresses ?? []).flatMap(text => {
      const address = plainAddress(text);
      return address === undefined ? [] : [[Network.Spec.Name, address] as const];
    }),
  );
  return {
    addresses: Object.fromEntries(all.filter(([, address]) => !address.includes(":"))),
    addresses6: Object.fromEntries(all.filter(([, address]) => address.includes(":"))),
  };
}

/** Without the length of its prefix. */
function plainAddress(text: string | undefined): string | undefined {
  return text?.split("/")[0] || undefined;
}
