import { isUnknown, type Maybe } from "../model/known.ts";
import type { Network } from "../model/network.ts";
import type { Topology } from "../model/topology.ts";
import type { OpenPort, Protocol, Workload } from "../model/workload.ts";

/** Three-valued logic: undefined is "not known". */
export type Truth = boolean | undefined;

export function truth(value: Maybe<boolean>): Truth {
  return isUnknown(value) ? undefined : value;
}

export function both(...values: readonly Truth[]): Truth {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

export function either(...values: readonly Truth[]): Truth {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

export function not(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}

/** One port to ask about; `any` where a workload's ports are not known. */
export interface Port {
  readonly port: number | "any";
  readonly protocol: Protocol;
}

/** A workload as the mechanisms see it, with its namespace followed to its end. */
export interface Member {
  readonly workload: Workload;
  /** The workload whose interfaces it uses: itself, or the one it joined. */
  readonly namespace: string;
  readonly inHost: boolean;
  /** Its namespace is not known, so it may be on any network. */
  readonly anywhere: boolean;
  readonly networks: readonly Network[];
  /** The ports to ask about. */
  readonly ports: readonly Port[];
}

/** A topology made ready for asking: networks resolved, members grouped. */
export interface View {
  readonly topology: Topology;
  readonly members: readonly Member[];
  readonly byId: ReadonlyMap<string, Member>;
  readonly onNetwork: ReadonlyMap<string, readonly Member[]>;
}

export function viewOf(topology: Topology): View {
  const networks = new Map(topology.networks.map(network => [network.id, network]));
  const workloads = new Map(topology.workloads.map(workload => [workload.id, workload]));
  const declared = Map.groupBy(topology.flows, flow => flow.to);
  const members = topology.workloads.map((workload): Member => {
    const owner = namespaceOwner(workload, workloads);
    const attached = owner.namespace.kind === "own" ? owner.attachments : [];
    const flows = (declared.get(workload.id) ?? []).map(({ port, protocol }) => ({ port, protocol }));
    return {
      workload,
      namespace: owner.id,
      inHost: owner.namespace.kind === "host",
      anywhere: owner.namespace.kind === "unknown",
      networks: distinct(attached.flatMap(({ network }) => networks.get(network) ?? [])),
      ports: portsOf(workload, flows),
    };
  });
  const onNetwork = new Map<string, Member[]>();
  for (const member of members) {
    for (const { id } of member.networks) onNetwork.set(id, [...(onNetwork.get(id) ?? []), member]);
  }
  return { topology, members, byId: new Map(members.map(member => [member.workload.id, member])), onNetwork };
}

/** Whether the workload takes connections for a port on a network; a port nobody has listed may be open everywhere. */
export function listensOn(workload: Workload, { port, protocol }: Port, network: string): boolean {
  const listed = workload.ports.filter(open => open.port === port && open.protocol === protocol);
  return listed.length === 0 || listed.some(({ on }) => on === undefined || on.includes(network));
}

/** The networks a port is bound to, for explanations; undefined: all. */
export function boundTo(workload: Workload, { port, protocol }: Port): readonly string[] | undefined {
  const listed = workload.ports.filter((open: OpenPort) => open.port === port && open.protocol === protocol);
  return listed.some(({ on }) => on === undefined) ? undefined : listed.flatMap(({ on }) => on ?? []);
}

/** True where the host has an address on the network, so that its members and the host are neighbours. */
export function hostIsNeighbour(network: Network): Truth {
  if (network.driver !== "bridge") return network.driver === "overlay" ? not(truth(network.internal)) : false;
  return both(
    truth(network.hostAddress),
    isUnknown(network.gateway) ? undefined : network.gateway !== "isolated",
  );
}

/** True where published ports work: on a network with a way to the host's own addresses. */
export function leads(network: Network): Truth {
  return not(truth(network.internal));
}

/** Follows `container:` to the workload that has the interfaces; a circle or a missing one ends the walk. */
function namespaceOwner(workload: Workload, workloads: ReadonlyMap<string, Workload>): Workload {
  const seen = new Set<string>();
  let owner = workload;
  while (owner.namespace.kind === "workload" && !seen.has(owner.id)) {
    seen.add(owner.id);
    const next = workloads.get(owner.namespace.of);
    if (next === undefined) return owner;
    owner = next;
  }
  return owner;
}

function portsOf(workload: Workload, flows: readonly Port[]): Port[] {
  const listed: Port[] = [
    ...workload.ports.map(({ port, protocol }) => ({ port, protocol })),
    ...workload.published.map(({ port, protocol }) => ({ port, protocol })),
    ...flows.filter(({ port }) => port !== "any"),
  ];
  const ports = [...new Map(listed.map(port => [`${port.port}/${port.protocol}`, port])).values()];
  return ports.length > 0 ? ports : [{ port: "any", protocol: "tcp" }];
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
