import { isUnknown } from "../model/known.ts";
import type { Network } from "../model/network.ts";
import { hostId, outsideId } from "../model/topology.ts";
import type { PublishedPort } from "../model/workload.ts";
import type { Cause, Mechanism, Verdict } from "./edge.ts";
import {
  both,
  either,
  hostIsNeighbour,
  leads,
  listensOn,
  type Member,
  type Port,
  type Truth,
  truth,
  type View,
} from "./view.ts";

/** One way in which a connection may get through. Ways that are closed are not listed. */
export interface Opening {
  readonly from: string;
  readonly to: string;
  readonly port: Port["port"];
  readonly protocol: Port["protocol"];
  readonly verdict: Exclude<Verdict, "denied">;
  readonly cause: Cause;
}

/** Everything that may let a connection through, each in its own function; the union is who can reach whom. */
export function openings(view: View): Opening[] {
  return [
    ...sharedNetworks(view),
    ...sharedNamespaces(view),
    ...unknownNamespaces(view),
    ...publishedPorts(view),
    ...hostNetwork(view),
    ...hostNeighbours(view),
    ...waysOut(view),
  ];
}

/** Members of a network reach each other, on every port that is bound to it, unless the network forbids it. */
function sharedNetworks(view: View): Opening[] {
  return view.topology.networks.flatMap(network => {
    const members = view.onNetwork.get(network.id) ?? [];
    const cause: Cause = {
      mechanism: "shared network",
      name: network.id,
      detail: `both are on network ${network.id}`,
    };
    return pairs(members).flatMap(([from, to]) => {
      if (from.namespace === to.namespace) return [];
      const ports = to.ports.filter(port => listensOn(to.workload, port, network.id));
      return open(from.workload.id, to.workload.id, ports, truth(network.memberTraffic), cause);
    });
  });
}

/** Workloads that share a namespace meet on its loopback interface. */
function sharedNamespaces(view: View): Opening[] {
  const groups = Map.groupBy(
    view.members.filter(member => !member.inHost),
    member => member.namespace,
  );
  return [...groups.values()].flatMap(group =>
    pairs(group).flatMap(([from, to]) =>
      open(from.workload.id, to.workload.id, to.ports, true, {
        mechanism: "shared namespace",
        name: to.namespace,
        detail: `both use the network interfaces of ${to.namespace}`,
      }),
    ),
  );
}

/** A workload whose namespace is not known may turn out to be anybody's neighbour. */
function unknownNamespaces(view: View): Opening[] {
  const between = (from: Member, to: Member, unknown: Member): Opening[] =>
    open(from.workload.id, to.workload.id, to.ports, undefined, {
      mechanism: "shared namespace",
      name: unknown.workload.id,
      detail: `it is not known yet which network interfaces ${unknown.workload.id} uses`,
    });
  return view.members
    .filter(member => member.anywhere)
    .flatMap(unknown =>
      view.members
        .filter(other => other !== unknown && other.namespace !== unknown.namespace)
        .flatMap(other => [...between(unknown, other, unknown), ...between(other, unknown, unknown)]),
    );
}

/**
 * A published port is open at the host's address: to the host, to the outside unless it is bound to loopback, and to
 * workloads on any network that leads to the host's addresses. (From an internal network it is translated, then dropped.)
 */
function publishedPorts(view: View): Opening[] {
  return view.members.flatMap(to => {
    if (to.inHost) return [];
    const works = either(...to.networks.map(leads));
    return to.workload.published.flatMap(published => {
      const { port, protocol } = published;
      const address = describe(published);
      const way = (from: string, allowed: Truth): Opening[] =>
        open(from, to.workload.id, [{ port, protocol }], both(works, allowed), {
          mechanism: "published port",
          name: address,
          detail: `port ${port} of ${to.workload.id} is published at ${address} of the host`,
        });
      const beyondLoopback = isUnknown(published.address) ? undefined : !isLoopback(published.address);
      const neighbours = view.members.filter(from => from.namespace !== to.namespace);
      return [
        ...way(hostId, true),
        ...way(outsideId, beyondLoopback),
        ...neighbours.flatMap(from =>
          way(
            from.workload.id,
            from.inHost ? true : both(beyondLoopback, either(...from.networks.map(leads))),
          ),
        ),
      ];
    });
  });
}

/** A workload in the host's namespace answers at every address of the host. */
function hostNetwork(view: View): Opening[] {
  const cause = (to: Member): Cause => ({
    mechanism: "host network",
    name: to.workload.id,
    detail: `${to.workload.id} uses the host's network interfaces`,
  });
  return view.members
    .filter(to => to.inHost)
    .flatMap(to => [
      ...open(hostId, to.workload.id, to.ports, true, cause(to)),
      ...open(outsideId, to.workload.id, to.ports, true, cause(to)),
      ...view.members
        .filter(from => from !== to)
        .flatMap(from => open(from.workload.id, to.workload.id, to.ports, reachesHost(from), cause(to))),
    ]);
}

/** Where the host has an address on a network, members and host are neighbours, and so is all that runs in the host's namespace. */
function hostNeighbours(view: View): Opening[] {
  return view.members.flatMap(member => {
    if (member.inHost) {
      const cause = hostCause(
        "host network",
        member.workload.id,
        `${member.workload.id} is in the host's namespace`,
      );
      return open(member.workload.id, hostId, [anyPort], true, cause);
    }
    return member.networks.flatMap(network => {
      const detail = `the host has an address on network ${network.id}`;
      const cause = hostCause("host neighbour", network.id, detail);
      const neighbour = hostIsNeighbour(network);
      const fromHost = network.driver === "bridge" ? neighbour : false;
      const ports = member.ports.filter(port => listensOn(member.workload, port, network.id));
      const inHost = view.members.filter(other => other.inHost).map(other => other.workload.id);
      return [
        ...open(member.workload.id, hostId, [anyPort], neighbour, cause),
        ...[hostId, ...inHost].flatMap(from => open(from, member.workload.id, ports, fromHost, cause)),
      ];
    });
  });
}

/** A way out to everything beyond the host. Some drivers put a workload onto the host's own network, in both directions. */
function waysOut(view: View): Opening[] {
  return view.members.flatMap(member => {
    const { id } = member.workload;
    if (member.inHost) {
      const cause = hostCause("host network", id, `${id} goes out as the host does`);
      return open(id, outsideId, [anyPort], true, cause);
    }
    return member.networks.flatMap(network => {
      const ports = member.ports.filter(port => listensOn(member.workload, port, network.id));
      const out = hostCause("way out", network.id, `network ${network.id} has a way out`);
      const inward = hostCause("way out", network.id, `network ${network.id} is part of the network outside`);
      return [
        ...open(id, outsideId, [anyPort], goesOut(network), out),
        ...open(outsideId, id, ports, isOutside(network), inward),
      ];
    });
  });
}

const anyPort: Port = { port: "any", protocol: "tcp" };

function hostCause(mechanism: Mechanism, name: string, detail: string): Cause {
  return { mechanism, name, detail };
}

/** Whether what leaves the network finds its way back: translated by the host, or on the outside's own network. */
function goesOut(network: Network): Truth {
  const translated =
    network.driver === "bridge" ? both(truth(network.masquerade), natGateway(network)) : true;
  const routed = network.driver === "bridge" && !isUnknown(network.gateway) && network.gateway === "routed";
  return both(leads(network), either(translated, routed));
}

function natGateway(network: Network): Truth {
  return isUnknown(network.gateway)
    ? undefined
    : network.gateway === "nat" || network.gateway === "nat-unprotected";
}

/** Whether the outside has its members as neighbours, on all their ports. */
function isOutside(network: Network): Truth {
  const layer2 = network.driver === "macvlan" || network.driver === "ipvlan";
  const unprotected = isUnknown(network.gateway) ? undefined : network.gateway === "nat-unprotected";
  return both(leads(network), either(layer2, network.driver === "bridge" ? unprotected : false));
}

function reachesHost(from: Member): Truth {
  return from.inHost || either(...from.networks.map(hostIsNeighbour));
}

function open(from: string, to: string, ports: readonly Port[], allowed: Truth, cause: Cause): Opening[] {
  if (allowed === false || from === to) return [];
  const verdict = allowed === undefined ? "unknown" : "allowed";
  return ports.map(({ port, protocol }) => ({ from, to, port, protocol, verdict, cause }));
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap(left => items.flatMap((right): [T, T][] => (left === right ? [] : [[left, right]])));
}

export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\./.test(address);
}

function describe({ address, hostPort }: PublishedPort): string {
  const host = isUnknown(address) ? "an unknown address" : address;
  if (isUnknown(hostPort)) return `${host}, an unknown port`;
  return hostPort === 0 ? `${host}, a free port` : `${host}:${hostPort}`;
}
