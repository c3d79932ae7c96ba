import type { Network } from "../model/network.ts";
import { flowKey, type Topology } from "../model/topology.ts";
import type { Workload } from "../model/workload.ts";
import { findOwner } from "./namespace.ts";
import { ingressNetwork, undescribed } from "./network.ts";
import { entersByIngress, ingress, type Port, type Publication, portsOf, publicationsOf } from "./ports.ts";

/** A workload as the mechanisms see it, with its namespace followed to its end. */
export interface Member {
  readonly workload: Workload;
  /** The workload whose interfaces it uses: itself, or the one it joined. */
  readonly namespace: string;
  readonly inHost: boolean;
  /** Why nobody knows which interfaces it uses, so that it may be anybody's neighbour; undefined where that is known. */
  readonly unknown: string | undefined;
  /** The workloads it joins go round in a circle, so that none can start. */
  readonly circular: boolean;
  readonly networks: readonly Network[];
  /** The ports to ask about. */
  readonly ports: readonly Port[];
  /** What is published in its namespace: by its owner, for the engine takes no published ports from those who join. */
  readonly publications: readonly Publication[];
}

/** A topology made ready for asking: networks resolved, members grouped. */
export interface View {
  readonly topology: Topology;
  readonly members: readonly Member[];
  readonly byId: ReadonlyMap<string, Member>;
  readonly networks: readonly Network[];
  readonly onNetwork: ReadonlyMap<string, readonly Member[]>;
  /** Ports of declared flows, by {@link endsKey}. */
  readonly declared: ReadonlyMap<string, readonly Port[]>;
}

export function viewOf(topology: Topology): View {
  const networks = new Map(topology.networks.map(network => [network.id, network]));
  const workloads = new Map(topology.workloads.map(workload => [workload.id, workload]));
  const owned = topology.workloads.map(workload => ({ workload, ...findOwner(workload, workloads) }));
  const flows = Map.groupBy(topology.flows, flow => flow.to);
  const members = owned.map(({ workload, owner, ...ownership }): Member => {
    return {
      workload,
      ...ownership,
      inHost: owner?.namespace.kind === "host",
      networks: owner?.namespace.kind === "own" ? networksOf(owner, networks) : [],
      ports: portsOf(workload, flows.get(workload.id) ?? [], owner),
      publications: owner === undefined ? [] : publicationsOf(owner),
    };
  });
  const attached = members.flatMap(member => member.networks.map(network => ({ member, network })));
  const onNetwork = new Map(
    [...Map.groupBy(attached, ({ network }) => network.id)].map(([id, group]) => [
      id,
      group.map(({ member }) => member),
    ]),
  );
  return {
    topology,
    members,
    byId: new Map(members.map(member => [member.workload.id, member])),
    networks: [...new Map(attached.map(({ network }) => [network.id, network])).values()],
    onNetwork,
    declared: Map.groupBy(topology.flows, flow => endsKey(flow.from, flow.to)),
  };
}

/** Names the ends of a connection. */
export function endsKey(from: string, to: string): string {
  return flowKey({ from, to, port: "any", protocol: "tcp" });
}

/** The networks a workload is attached to, in the order of their names. A service's ingress ports put it on one more. */
function networksOf(workload: Workload, networks: ReadonlyMap<string, Network>): Network[] {
  const { attachments, published } = workload;
  const enters = published.some(one => entersByIngress(workload, one));
  const ids = new Set([...attachments.map(({ network }) => network), ...(enters ? [ingress] : [])]);
  return [...ids].sort().map(id => networks.get(id) ?? (id === ingress ? ingressNetwork : undescribed(id)));
}
