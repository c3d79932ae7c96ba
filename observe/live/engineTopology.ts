import {
  type Engine,
  inspectContainer,
  listContainers,
  listNetworks,
  listVolumes,
  readInfo,
} from "../../engine/index.ts";
import { emptyTopology, type Topology } from "../../topology/index.ts";
import { engineFacts, tellsProxy } from "./engineFacts.ts";
import { networkOf } from "./network.ts";
import { volumeOf } from "./volume.ts";
import { nameOf, workloadOf } from "./workload.ts";

/**
 * Reads a topology back from a running engine: every running container as a workload under its own name, every network
 * and every volume. Flows are declared in programs, so there are none here.
 */
export async function readEngine(engine: Engine): Promise<Topology> {
  const [summaries, networks, volumes, version, info] = await Promise.all([
    listContainers(engine, []),
    listNetworks(engine),
    listVolumes(engine, []),
    engine.version(),
    readInfo(engine),
  ]);
  const running = summaries.filter(({ State }) => State === "running" || State === "paused");
  const inspected = await Promise.all(running.map(({ Id }) => inspectContainer(engine, Id)));
  const containers = inspected.filter(container => container !== undefined);
  const names = new Map(containers.map(container => [container.Id, nameOf(container)]));
  return {
    ...emptyTopology(engine.where),
    engine: engineFacts(version.engine, info, await engine.speaks(tellsProxy)),
    workloads: containers.map(container => workloadOf(container, names)).sort(byId),
    networks: networks
      .filter(({ Driver }) => Driver !== "host" && Driver !== "null")
      .map(networkOf)
      .sort(byId),
    volumes: volumes.map(volumeOf).sort(byId),
  };
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}
