import fc from "fast-check";
import type { Topology, Workload } from "../../../topology/index.ts";
import { networkIds, workloadIds } from "./arbitraries.ts";

/** The same topology, told in another order. */
export function retold(topology: Topology): fc.Arbitrary<Topology> {
  return fc
    .tuple(
      shuffled(topology.networks),
      shuffled(topology.flows),
      shuffled(topology.volumes),
      fc.tuple(...topology.workloads.map(retoldWorkload)).chain(shuffled),
    )
    .map(([networks, flows, volumes, workloads]) => ({ ...topology, networks, flows, volumes, workloads }));
}

function retoldWorkload(workload: Workload): fc.Arbitrary<Workload> {
  const { attachments, ports, published, links, mounts } = workload;
  return fc
    .record({
      attachments: shuffled(attachments),
      ports: shuffled(ports),
      published: shuffled(published),
      links: shuffled(links),
      mounts: shuffled(mounts),
    })
    .map(lists => ({ ...workload, ...lists }));
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

/** Other names for workloads and networks, all different. Networks stay in their order: by it the engine takes one for the gateway. */
export const renaming: fc.Arbitrary<(id: string) => string> = fc
  .shuffledSubarray(["anna", "bert", "cora", "dirk", "edda", "finn", "gerd"], { minLength: 7 })
  .map(names => {
    const sorted = [...names.slice(0, workloadIds.length), ...names.slice(workloadIds.length).sort()];
    const others = new Map([...workloadIds, ...networkIds].map((id, at) => [id, sorted[at] ?? id]));
    return id => others.get(id) ?? id;
  });

/** The same topology under other names. */
export function renamed(topology: Topology, rename: (id: string) => string): Topology {
  return {
    ...topology,
    networks: topology.networks.map(network => ({ ...network, id: rename(network.id) })),
    flows: topology.flows.map(flow => ({ ...flow, from: rename(flow.from), to: rename(flow.to) })),
    workloads: topology.workloads.map(workload => ({
      ...workload,
      id: rename(workload.id),
      namespace:
        workload.namespace.kind === "workload"
          ? { kind: "workload", of: rename(workload.namespace.of) }
          : workload.namespace,
      attachments: workload.attachments.map(one => ({ ...one, network: rename(one.network) })),
      ports: workload.ports.map(port =>
        port.on === undefined ? port : { ...port, on: port.on.map(rename) },
      ),
      links: workload.links.map(link => ({ ...link, to: rename(link.to) })),
    })),
  };
}
