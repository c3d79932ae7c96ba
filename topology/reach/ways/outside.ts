import type { Network } from "../../model/network.ts";
import { dnsOutside, nameOutside } from "../../model/outside.ts";
import { outsideId } from "../../model/topology.ts";
import type { Forward, Protocol } from "../../model/workload.ts";
import type { Member } from "../member.ts";
import { isOutside, isOutsideNetwork, isUnencrypted } from "../network.ts";
import { bothOdds, mayHold, type Odds, oddsOf } from "../setting.ts";
import type { View } from "../view.ts";
import { causeOf, Group, only, type Targets, targets, type Way, way, wayBy } from "../way.ts";
import { toOutside } from "./host.ts";
import { portsOn } from "./neighbours.ts";

/** A way out to everything beyond the host. Some networks are the outside's own, or let all of it in. */
export function waysOut(view: View): Way[] {
  return view.networks.flatMap(network => {
    const { id } = network;
    const out = causeOf("way out", id, `network ${id} has a way out`, "make it internal, or take it off");
    const leaving = (member: Member): Odds => leavingBy(view, member, network);
    return [
      ...view.crowd
        .onBy(network, leaving)
        .flatMap(({ odds, group }) => [
          ...wayBy(group, toOutside, odds, out),
          ...toNamed(view, group).flatMap(([relay, named]) => wayBy(only(relay), named, odds, out)),
        ]),
      ...waysIn(view, network),
      ...past(view, network),
    ];
  });
}

/**
 * Whether a member gets out, for a network that may be the one it goes by. Engines differ in which of several they take:
 * that it gets out by one or the other may be certain although neither is.
 */
function leavingBy({ rules }: View, member: Member, network: Network): Odds {
  const odds = oddsOf(rules.settings, (...of) => rules.leavesBy(member, network, ...of));
  return member.networks.length > 1 && mayHold(odds) ? rules.leaves(member, undefined) : odds;
}

/**
 * To those parts of the outside that a relay passes calls on to. Who else has a way out reaches them too, as he reaches
 * all of it: that is told once, and not for each name.
 */
function toNamed({ byId }: View, leaving: Group): [relay: string, named: Targets][] {
  return [...leaving].flatMap((id): [string, Targets][] => {
    const forwards = byId.get(id)?.workload.forwards ?? [];
    const named = forwards.filter(({ to }) => nameOutside(to) !== undefined);
    if (named.length === 0) return [];
    const protocols = ({ to }: Forward): readonly Protocol[] =>
      to === dnsOutside ? ["tcp", "udp"] : ["tcp"];
    const byTarget = Map.groupBy(named, ({ to }) => to);
    const ports = [...byTarget].map(([to, all]) => {
      const open = all.flatMap(one => protocols(one).map(protocol => ({ port: one.toPort, protocol })));
      return [to, open] as const;
    });
    return [[id, targets(ports)]];
  });
}

/** From outside at the members' own addresses; and from others who get there the way the outside does. */
function waysIn(view: View, network: Network): Way[] {
  const open = view.rules.of(network, isOutside);
  if (!mayHold(open)) return [];
  const ports = portsOn(view, network);
  const answering = view.crowd.onBy(network, view.rules.answers).flatMap(({ odds, group }) => {
    const theirs = targets([...group].map(id => [id, ports.portsOf(id) ?? []] as const));
    return waysTo(view, network, theirs, bothOdds(open, odds));
  });
  if (isOutsideNetwork(network)) return answering;
  const translated = view.crowd.byOthersThan(network, view.rules.routesTranslated);
  const cause = inward(network);
  return [
    ...answering,
    ...translated.flatMap(({ odds, group }) => wayBy(group, ports, bothOdds(open, odds), cause)),
  ];
}

function waysTo(view: View, network: Network, ports: Targets, open: Odds): Way[] {
  const cause = inward(network);
  const perhaps = bothOdds(open, view.rules.perhaps);
  // By routing on this host to an unprotected network, or perhaps by the network outside to what is part of that.
  const [rule, passed] = isOutsideNetwork(network)
    ? [view.rules.leaves, perhaps]
    : [view.rules.routesPast, open];
  return [
    ...wayBy(only(outsideId), ports, open, cause),
    ...wayBy(view.crowd.others, ports, perhaps, cause),
    ...view.crowd
      .byOthersThan(network, rule)
      .flatMap(({ odds, group }) => wayBy(group, ports, bothOdds(passed, odds), cause)),
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
