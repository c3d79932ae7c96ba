import type { Network } from "../../model/network.ts";
import { othersId } from "../../model/topology.ts";
import type { Member } from "../member.ts";
import { passesMembers } from "../network.ts";
import { anyPort, listensOn } from "../ports.ts";
import type { View } from "../view.ts";
import { causeOf, Group, only, type Targets, targets, type Way, way, wayBy } from "../way.ts";

const ownNetwork = "give each pair of peers a network of its own, or keep members apart (enable_icc=false)";

/** Members of a network reach each other, on every port that is bound to it, unless the network forbids it. */
export function sharedNetworks(view: View): Way[] {
  return view.networks.flatMap(network => {
    const detail = network.defaultBridge
      ? `both are on the engine's default bridge, where peers have no names and call addresses`
      : `both are on network ${network.id}`;
    const cause = causeOf("shared network", network.id, detail, ownNetwork);
    return wayBy(
      view.crowd.on(network),
      portsOn(view, network),
      view.rules.of(network, passesMembers),
      cause,
    );
  });
}

/** Workloads that share a namespace meet on its loopback interface. */
export function sharedNamespaces(view: View): Way[] {
  const groups = Map.groupBy(
    view.members.filter(member => !member.inHost),
    member => member.namespace,
  );
  return [...groups].flatMap(([namespace, group]) => {
    if (group.length === 1) return [];
    const detail = `both use the network interfaces of ${namespace}`;
    const cause = causeOf("shared namespace", namespace, detail, "give each a network namespace of its own");
    return way(groupOf(group), allPorts(group), true, cause, "only");
  });
}

/** A workload whose place is not known, or not wholly, may turn out to be anybody's neighbour, the host's as well. */
export function unknownPlaces(view: View): Way[] {
  const { everyone, everyonesPorts } = view.crowd;
  return view.members.flatMap(member => {
    if (member.unplaced === undefined) return [];
    const { id } = member.workload;
    const mechanism = member.unknown === undefined ? "shared network" : "shared namespace";
    const remedy = "deploy it, or give plain values, so that it can be told";
    const cause = causeOf(mechanism, member.namespace, member.unplaced, remedy);
    return [
      ...way(everyone, targets([[id, member.ports]]), undefined, cause),
      ...way(only(id), everyonesPorts, undefined, cause),
      // Wherever it is, there may be others too, whom the host has for neighbours.
      ...way(view.crowd.inHost, toOthers, undefined, cause),
    ];
  });
}

/** Others: whatever port of theirs is asked about. */
export const toOthers = targets([[othersId, [anyPort]]]);

export function groupOf(members: readonly Member[]): Group {
  return new Group(members.map(({ workload }) => workload.id));
}

export function allPorts(members: readonly Member[]): Targets {
  return targets(members.map(({ workload, ports }) => [workload.id, ports]));
}

/** What is open on a network, at the members' own addresses. */
export function portsOn(view: View, network: Network): Targets {
  const members = view.onNetwork.get(network.id) ?? [];
  return targets(
    members.map(({ workload, ports }) => [
      workload.id,
      ports.filter(port => listensOn(workload, port, network.id)),
    ]),
  );
}
