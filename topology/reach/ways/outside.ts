import type { Network } from "../../model/network.ts";
import { outsideId } from "../../model/topology.ts";
import { goesOut, isOutside, isOutsideNetwork, isUnencrypted, reachesRouted } from "../network.ts";
import { both, type Truth } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, Group, only, type Way, way } from "../way.ts";
import { toOutside } from "./host.ts";
import { portsOn } from "./neighbours.ts";

/** A way out to everything beyond the host. Some networks are the outside's own, or let all of it in. */
export function waysOut(view: View): Way[] {
  return view.networks.flatMap(network => {
    const { id } = network;
    const out = causeOf("way out", id, `network ${id} has a way out`, "make it internal, or take it off");
    return [
      ...way(view.crowd.on(network), toOutside, goesOut(network), out),
      ...waysIn(view, network),
      ...past(view, network),
    ];
  });
}

/** From outside at the members' own addresses; and from others who get there the way the outside does. */
function waysIn(view: View, network: Network): Way[] {
  const open = isOutside(network);
  if (open === false) return [];
  const ports = portsOn(view, network);
  const cause = inward(network);
  const from = (group: Group, gets: Truth): Way[] => way(group, ports, both(open, gets), cause);
  return [
    ...from(only(outsideId), true),
    ...from(view.crowd.others, undefined),
    // By routing on this host to an unprotected network, or perhaps by the network outside to what is part of that.
    ...view.crowd
      .byOthersThan(network, isOutsideNetwork(network) ? goesOut : reachesRouted)
      .flatMap(({ sure, perhaps }) => [
        ...from(sure, isOutsideNetwork(network) ? undefined : true),
        ...from(perhaps, undefined),
      ]),
  ];
}

function inward(network: Network): ReturnType<typeof causeOf> {
  const { id, driver } = network;
  if (driver === "bridge") {
    const detail = `network ${id} lets everybody in to all ports of its members`;
    return causeOf("way out", id, detail, "take gateway mode nat, and publish the ports it serves");
  }
  const is = isOutsideNetwork(network) ? "is" : "may be";
  const remedy = "take a bridge, and publish the ports it serves";
  return causeOf("way out", id, `network ${id} ${is} part of the network outside`, remedy);
}

/** Between nodes, what is not encrypted is not sealed either: who can send to a node can send into the overlay. */
function past(view: View, network: Network): Way[] {
  const { id } = network;
  const detail = `network ${id} is not encrypted: who can send to its nodes' port 4789/udp may send into it`;
  const cause = causeOf("overlay", id, detail, "encrypt it (driver option encrypted)");
  const from = new Group([outsideId, ...view.crowd.others]);
  return way(from, portsOn(view, network), isUnencrypted(network), cause);
}
