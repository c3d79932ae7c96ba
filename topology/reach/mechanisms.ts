import type { Network } from "../model/network.ts";
import { hostId, outsideId } from "../model/topology.ts";
import type { Cause } from "./edge.ts";
import { linkedPorts } from "./links.ts";
import { goesOut, hostMeets, isOutside, isOutsideNetwork, meetsHost, reachesRouted } from "./network.ts";
import { betweenHostAndOutside, causeOf, type Opening, open, pairs } from "./opening.ts";
import { anyPort, listensOn, type Port } from "./ports.ts";
import { publishedPorts } from "./published.ts";
import { relayed } from "./relays.ts";
import { sharedSockets } from "./sockets.ts";
import { both, either, perhaps, type Truth, truth } from "./truth.ts";
import { endsKey, type Member, type View } from "./view.ts";

/** Everything that may let a connection through, each in its own function; the union is who can reach whom. */
export function openings(view: View): Opening[] {
  const direct = [
    ...sharedNetworks(view),
    ...linkedPorts(view),
    ...sharedNamespaces(view),
    ...unknownNamespaces(view),
    ...publishedPorts(view),
    ...hostNetwork(view),
    ...hostNeighbours(view),
    ...waysOut(view),
    ...hostItself(view),
    ...sharedSockets(view),
  ];
  return [...direct, ...relayed(view, direct)];
}

/** Members of a network reach each other, on every port that is bound to it, unless the network forbids it. */
function sharedNetworks(view: View): Opening[] {
  return view.networks.flatMap(network => {
    const cause = causeOf("shared network", network.id, `both are on network ${network.id}`);
    return pairs(view.onNetwork.get(network.id) ?? []).flatMap(([from, to]) => {
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
  return [...groups].flatMap(([namespace, group]) => {
    const detail = `both use the network interfaces of ${namespace}`;
    const cause = causeOf("shared namespace", namespace, detail);
    return pairs(group).flatMap(([from, to]) =>
      open(from.workload.id, to.workload.id, to.ports, true, cause),
    );
  });
}

/** A workload whose namespace is not known may turn out to be anybody's neighbour, the host's as well. */
function unknownNamespaces(view: View): Opening[] {
  return view.members.flatMap(member => {
    if (member.unknown === undefined) return [];
    const { id } = member.workload;
    const cause = causeOf("shared namespace", member.namespace, member.unknown);
    const strangers = view.members.filter(other => other.namespace !== member.namespace && !other.circular);
    return [
      ...[hostId, outsideId].flatMap(other => [
        ...open(other, id, member.ports, undefined, cause),
        ...open(id, other, askedOf(view, id, other), undefined, cause),
      ]),
      ...strangers.flatMap(other => [
        ...open(other.workload.id, id, member.ports, undefined, cause),
        ...open(id, other.workload.id, other.ports, undefined, cause),
      ]),
    ];
  });
}

/** What uses the host's interfaces is open to the outside, to the host, and to the host's neighbours. */
function hostNetwork(view: View): Opening[] {
  const cause = ({ workload }: Member): Cause =>
    causeOf("host network", workload.id, `${workload.id} uses the host's network interfaces`);
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
  const inHost = view.members.filter(other => other.inHost).map(other => other.workload.id);
  return view.members.flatMap(member => {
    const { id } = member.workload;
    const asked = askedOf(view, id, hostId);
    if (member.inHost) {
      const cause = causeOf("host network", id, `${id} is in the host's namespace`);
      return open(id, hostId, asked, true, cause);
    }
    return member.networks.flatMap(network => {
      const cause = neighbourhood(network);
      return [
        ...open(id, hostId, asked, meetsHost(network), cause),
        ...[hostId, ...inHost].flatMap(from =>
          member.ports.flatMap(port =>
            open(from, id, [port], hostMeets(network, member.workload, port), cause),
          ),
        ),
      ];
    });
  });
}

function neighbourhood(network: Network): Cause {
  const { id, driver } = network;
  if (driver === "bridge") {
    return causeOf("host neighbour", id, `the host has an address on network ${id}`);
  }
  if (driver === "overlay") {
    return causeOf("host neighbour", id, `network ${id} leads to the host by the engine's own bridge`);
  }
  return isOutsideNetwork(network)
    ? causeOf("way out", id, `network ${id} is part of the network outside, which may lead to the host`)
    : causeOf("host neighbour", id, `whether the host has an address on network ${id} is not known`);
}

/** A way out to everything beyond the host. Some networks are the outside's own, or let all of it in. */
function waysOut(view: View): Opening[] {
  return view.members.flatMap(member => {
    const { id } = member.workload;
    const asked = askedOf(view, id, outsideId);
    if (member.inHost) {
      const cause = causeOf("host network", id, `${id} goes out as the host does`);
      return open(id, outsideId, asked, true, cause);
    }
    return member.networks.flatMap(network => {
      const ports = member.ports.filter(port => listensOn(member.workload, port, network.id));
      const out = causeOf("way out", network.id, `network ${network.id} has a way out`);
      const others = view.members.filter(from => from.namespace !== member.namespace && !from.inHost);
      return [
        ...open(id, outsideId, asked, goesOut(network), out),
        ...open(outsideId, id, ports, isOutside(network), inward(network)),
        ...others.flatMap(from => open(from.workload.id, id, ports, comesIn(from, network), inward(network))),
      ];
    });
  });
}

/**
 * Whether a workload gets to the members of another network the way the outside does: by routing on this host to an
 * unprotected one, and perhaps by the network outside to what is part of that.
 */
function comesIn(from: Member, network: Network): Truth {
  const others = from.networks.filter(({ id }) => id !== network.id);
  if (isOutsideNetwork(network)) {
    return perhaps(both(isOutside(network), either(...others.map(goesOut))));
  }
  return both(isOutside(network), either(...others.map(reachesRouted)));
}

function inward(network: Network): Cause {
  const { id, driver } = network;
  if (driver === "bridge") {
    return causeOf("way out", id, `network ${id} lets everybody in to all ports of its members`);
  }
  const is = isOutsideNetwork(network) ? "is" : "may be";
  return causeOf("way out", id, `network ${id} ${is} part of the network outside`);
}

/** Nothing here describes what the host may do by itself, nor what of it is open: asked for, it is not known. */
function hostItself(view: View): Opening[] {
  const cause = causeOf("host network", hostId, betweenHostAndOutside);
  const asked = (from: string, to: string): readonly Port[] => view.declared.get(endsKey(from, to)) ?? [];
  return [
    ...open(hostId, outsideId, asked(hostId, outsideId), undefined, cause),
    ...open(outsideId, hostId, asked(outsideId, hostId), undefined, cause),
  ];
}

/** The ports to ask about between a workload and the host or the outside: all, and those declared. */
function askedOf(view: View, from: string, to: string): Port[] {
  const declared = (view.declared.get(endsKey(from, to)) ?? []).filter(
    ({ port, protocol }) => port !== anyPort.port || protocol !== anyPort.protocol,
  );
  return [anyPort, ...declared];
}

function reachesHost(from: Member): Truth {
  return from.inHost || either(...from.networks.map(meetsHost));
}
