import {
  type Engine,
  inspectContainer,
  listContainers,
  listNetworks,
  listVolumes,
  type NetworkInspect,
  readInfo,
  readSwarm,
  type SystemInfo,
} from "../../engine/index.ts";
import {
  emptyTopology,
  type Network,
  nodeBridge,
  type Topology,
  type Workload,
} from "../../topology/index.ts";
import { engineFacts, tellsProxy } from "./engineFacts.ts";
import { networkOf } from "./network.ts";
import { isTaskOf, readSwarmParts } from "./swarm/swarmParts.ts";
import { volumeOf } from "./volume.ts";
import { nameOf, workloadOf } from "./workload.ts";

/**
 * Reads a topology back from a running engine: every running container as a workload under its own name, every network
 * and every volume. A manager of a Swarm tells its services as well, which stand for their tasks on all nodes. Flows are
 * declared in programs, so there are none here.
 */
export async function readEngine(engine: Engine): Promise<Topology> {
  const [summaries, networks, volumes, version, info] = await Promise.all([
    listContainers(engine, []),
    listNetworks(engine),
    listVolumes(engine, []),
    engine.version(),
    readInfo(engine),
  ]);
  const swarm = await readSwarm(engine, info);
  const parts = swarm === undefined ? undefined : await readSwarmParts(engine, swarm, networks);
  const running = summaries.filter(({ State }) => State === "running" || State === "paused");
  const own = running.filter(one => swarm === undefined || !isTaskOf(one, swarm));
  const inspected = await Promise.all(own.map(({ Id }) => inspectContainer(engine, Id)));
  const containers = inspected.filter(container => container !== undefined);
  const names = new Map(containers.map(container => [container.Id, nameOf(container)]));
  const workloads = [
    ...containers.map(container => workloadOf(container, names)),
    ...(parts?.services ?? []),
  ];
  return {
    ...emptyTopology(engine.where),
    ...(parts === undefined ? {} : { nodes: parts.nodes.toSorted(byId) }),
    engine: engineFacts(version.engine, info, await engine.speaks(tellsProxy)),
    workloads: workloads.sort(byId),
    networks: networks
      .filter(network => counts(network, workloads))
      .map(one => networkIn(one, networks, info))
      .sort(byId),
    volumes: volumes.map(volumeOf).sort(byId),
  };
}

/**
 * What a Swarm makes by itself counts where somebody uses it: the bridge by which a node leads to its tasks where a
 * container was put on it, the network of ports at every node where one is published so.
 */
function counts({ Driver, Name, Ingress }: NetworkInspect, workloads: readonly Workload[]): boolean {
  if (Driver === "host" || Driver === "null") return false;
  const isOn = workloads.some(({ attachments }) => attachments.some(({ network }) => network === Name));
  if (Name === nodeBridge) return isOn;
  return (
    !Ingress || isOn || workloads.some(({ published }) => published.some(({ mode }) => mode === "ingress"))
  );
}

/** Whoever is no manager does not know who else is on a network that spans nodes. */
function networkIn(
  network: NetworkInspect,
  networks: readonly NetworkInspect[],
  { Swarm }: SystemInfo,
): Network {
  const read = networkOf(network, networks);
  const isPart = network.Scope === "swarm" && Swarm?.ControlAvailable !== true;
  return isPart ? { ...read, external: true } : read;
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}
