import type { Network } from "../model/network.ts";
import { type Flow, flowKey, type Topology, type Volume } from "../model/topology.ts";
import type { Workload } from "../model/workload.ts";
import { Crowd } from "./crowd.ts";
import type { Member } from "./member.ts";
import { findOwner } from "./namespace.ts";
import { ingressNetwork, takesStrangers, undescribed } from "./network.ts";
import { entersByIngress, ingress, type Port, portsOf, publicationsOf } from "./ports.ts";
import { Rules } from "./rules.ts";
import { settingsOf } from "./setting.ts";

/** A topology made ready for asking: networks resolved, members grouped. */
export interface View {
  readonly topology: Topology;
  readonly members: readonly Member[];
  readonly byId: ReadonlyMap<string, Member>;
  readonly inNamespace: ReadonlyMap<string, readonly Member[]>;
  readonly networks: readonly Network[];
  readonly onNetwork: ReadonlyMap<string, readonly Member[]>;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly crowd: Crowd;
  readonly rules: Rules;
  /** Flows that were declared to go over a socket, by their server and by their client. */
  readonly socketsOf: ReadonlyMap<string, readonly Flow[]>;
  readonly socketsTo: ReadonlyMap<string, readonly Flow[]>;
  /** Ports of declared flows, by {@link endsKey}. */
  readonly declared: ReadonlyMap<string, readonly Port[]>;
}

export function viewOf(topology: Topology): View {
  const networks = new Map(topology.networks.map(network => [network.id, network]));
  const workloads = new Map(topology.workloads.map(workload => [workload.id, workload]));
  const owned = topology.workloads.map(workload => ({ workload, ...findOwner(workload, workloads) }));
  const calls = topology.flows.filter(({ protocol }) => protocol !== "files");
  const flows = Map.groupBy(calls, flow => flow.to);
  const members = owned.map(({ workload, owner, ...ownership }): Member => {
    const unplaced = ownership.unknown ?? moreNetworks(owner);
    const attached = owner?.namespace.kind === "own" ? networksOf(owner, networks) : [];
    const attachments = owner?.attachments ?? [];
    return {
      workload,
      ...ownership,
      unplaced,
      inHost: owner?.namespace.kind === "host",
      networks: attached,
      attachments,
      place: placeOf(attached, attachments, unplaced),
      ownNetworks: networksOf(workload, networks),
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
  const attachedNetworks = [...new Map(attached.map(({ network }) => [network.id, network])).values()];
  const strange =
    attachedNetworks.some(network => takesStrangers(network) !== false) ||
    members.some(({ unplaced }) => unplaced !== undefined);
  const sockets = topology.flows.filter(({ via }) => via === "socket");
  return {
    topology,
    members,
    byId: new Map(members.map(member => [member.workload.id, member])),
    inNamespace: Map.groupBy(members, ({ namespace }) => namespace),
    networks: attachedNetworks,
    volumes: new Map(topology.volumes.map(volume => [volume.id, volume])),
    socketsOf: Map.groupBy(sockets, ({ to }) => to),
    socketsTo: Map.groupBy(sockets, ({ from }) => from),
    onNetwork,
    crowd: new Crowd(members, onNetwork, strange),
    rules: new Rules(settingsOf(topology.engine)),
    declared: Map.groupBy(calls, flow => endsKey(flow.from, flow.to)),
  };
}

/** Says the same for those who are on the same networks in the same way. */
function placeOf(
  networks: readonly Network[],
  attachments: Workload["attachments"],
  unplaced: string | undefined,
): string {
  const priorities = attachments.flatMap(({ network, gatewayPriority }) =>
    gatewayPriority === undefined ? [] : [[network, gatewayPriority]],
  );
  return JSON.stringify([networks.map(({ id }) => id), priorities, unplaced === undefined]);
}

/** A service may be on the ingress network by a port that is not known, too. */
function moreNetworks(owner: Workload | undefined): string | undefined {
  const { unknowns, kind } = owner ?? {};
  if (owner?.namespace.kind !== "own") return undefined;
  return unknowns?.attachments ?? (kind === "service" ? unknowns?.published : undefined);
}

/** The ports a flow asks about: one for any port of a workload asks for each that it has. */
export function askedPorts({ byId }: Pick<View, "byId">, { to, port, protocol }: Flow): readonly Port[] {
  if (port !== "any") return [{ port, protocol }];
  const ports = byId.get(to)?.ports.filter(one => one.protocol === protocol) ?? [];
  return ports.length === 0 ? [{ port, protocol }] : ports;
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
