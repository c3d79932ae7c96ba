import type { Network } from "../../model/network.ts";
import { hostId, othersId, outsideId } from "../../model/topology.ts";
import { answersFromHost, isOutsideNetwork, meetsHost } from "../network.ts";
import { anyPort } from "../ports.ts";
import type { View } from "../view.ts";
import { endsKey } from "../view.ts";
import { causeOf, only, targets, type Way, way, wayBy } from "../way.ts";

const ownInterfaces = "give it networks of its own, and publish the ports it serves";

/** What uses the host's interfaces is open to the outside, to the host, and to the host's neighbours. */
export function hostNetwork(view: View): Way[] {
  const neighbours = view.crowd.by(view.rules.meetsHost);
  return view.members
    .filter(({ inHost }) => inHost)
    .flatMap(({ workload, ports }) => {
      const detail = `${workload.id} uses the host's network interfaces`;
      const cause = causeOf("host network", workload.id, detail, ownInterfaces);
      const to = targets([[workload.id, ports]]);
      return [
        ...way(view.crowd.hostSide, to, true, cause, "too"),
        ...way(only(outsideId), to, true, cause),
        ...way(view.crowd.others, to, undefined, cause),
        ...neighbours.flatMap(({ odds, group }) => wayBy(group, to, odds, cause)),
      ];
    });
}

/** What is in the host's namespace is the host, as far as connections go. */
export function hostsOwn(view: View): Way[] {
  return view.members
    .filter(({ inHost }) => inHost)
    .flatMap(({ workload: { id } }) => {
      const host = causeOf("host network", id, `${id} is in the host's namespace`, ownInterfaces);
      const out = causeOf("host network", id, `${id} goes out as the host does`, ownInterfaces);
      return [...way(only(id), toHost, true, host), ...way(only(id), toOutside, true, out)];
    });
}

/** Where the host has an address on a network, members and host are neighbours, and so is all that runs in the host's namespace. */
export function hostNeighbours(view: View): Way[] {
  return view.networks.flatMap(network => {
    const members = view.onNetwork.get(network.id) ?? [];
    const cause = neighbourhood(network);
    const odds = view.rules.of(network, meetsHost);
    const answering = targets(
      members.map(({ workload, ports }) => [
        workload.id,
        ports.filter(port => answersFromHost(network, workload, port)),
      ]),
    );
    return [
      ...wayBy(view.crowd.on(network), toHost, odds, cause),
      ...wayBy(view.crowd.hostSide, answering, odds, cause),
    ];
  });
}

/** The host, the outside: whatever port of theirs is asked about. */
export const toHost = targets([[hostId, [anyPort]]]);
export const toOutside = targets([[outsideId, [anyPort]]]);

const inhibited = "make it internal and keep the host off it (inhibit_ipv4=true)";
/** An engine has no option that takes the host off a network over which ports are published or which leads out. */
const byFirewall =
  "see to it by the host's firewall, or publish by a OneWayLink, whose relay alone is then its neighbour; where no port is published over it and nothing goes out, make it internal and keep the host off it (inhibit_ipv4=true)";

function neighbourhood(network: Network): ReturnType<typeof causeOf> {
  const { id, driver } = network;
  if (driver === "bridge") {
    const remedy = network.internal === false ? byFirewall : inhibited;
    return causeOf("host neighbour", id, `the host has an address on network ${id}`, remedy);
  }
  const internal = "make it internal";
  if (driver === "overlay") {
    const detail = `network ${id} leads to the host by the engine's own bridge`;
    return causeOf("host neighbour", id, detail, internal);
  }
  if (isOutsideNetwork(network)) {
    const detail = `network ${id} is part of the network outside, which may lead to the host`;
    return causeOf("way out", id, detail, internal);
  }
  const detail = `whether the host has an address on network ${id} is not known`;
  return causeOf(
    "host neighbour",
    id,
    detail,
    "describe the network, or take one of the engine's own drivers",
  );
}

/** Nothing here describes what the host, the outside or others may do, nor what of them is open: asked for, it is not known. */
export function hostItself(view: View): Way[] {
  const remedy = "see to it by the host's own firewall";
  const cause = causeOf("host network", hostId, betweenHostAndOutside, remedy);
  const ends = [hostId, outsideId, othersId];
  return ends.flatMap(from =>
    ends.flatMap(to => {
      const asked = from === to ? [] : (view.declared.get(endsKey(from, to)) ?? []);
      return way(only(from), targets([[to, asked]]), undefined, cause);
    }),
  );
}

export const betweenHostAndOutside = "what lies between the host and what is beyond it is not described here";
