import { isUnknown } from "../../model/known.ts";
import { type AddressFamily, type Network, unknownDriver } from "../../model/network.ts";
import { outsideId } from "../../model/topology.ts";
import type { PublishedPort } from "../../model/workload.ts";
import { boundAddress, keepsItsRule, publishes, publishesAtOwn } from "../binding.ts";
import type { MemberRule, Split } from "../crowd.ts";
import type { Cause } from "../edge.ts";
import { answersByHost, entersAt, entersFromBeside, isWithinReach, type Kind } from "../entering.ts";
import type { Member } from "../member.ts";
import { answersFromHost, isCallable, isTrustedOutside, trustsAnyNetwork } from "../network.ts";
import { ingress, isLoopback, listensOn, opened, type Port, type Publication } from "../ports.ts";
import type { Rules } from "../rules.ts";
import { bothOdds, eitherOdds, mayHold, type Odds, oddsOf, type Setting } from "../setting.ts";
import { both, not, perhaps, type Truth } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, only, targets, type Way, wayBy } from "../way.ts";

/**
 * A published port is open at the host's address: to the host, to the outside unless it is bound to loopback, and to
 * workloads on any network that leads to the host's addresses. Where nothing keeps others off a workload's own address,
 * what is published is open there as well. What one workload publishes, all those in its namespace may answer on.
 */
export function publishedPorts(view: View): Way[] {
  return view.members
    .filter(to => !to.inHost)
    .flatMap(to => [
      ...doorsOf(to, describe).flatMap(door => atTheHost(view, door)),
      ...doorsOf(to, whatOf).flatMap(door => to.networks.flatMap(at => atItsOwnAddress(view, door, at))),
    ]);
}

/** A published port of a workload, however often it was asked for: what reads the same is the same cause. */
interface Door {
  readonly to: Member;
  readonly what: string;
  readonly same: readonly Publication[];
  /** The one of them that opens it widest. */
  readonly first: Publication;
  /** Those of the workload's ports that it may lead to, all of one protocol. */
  readonly ports: readonly Port[];
  readonly protocol: Port["protocol"];
}

function doorsOf(to: Member, describe: (publication: Publication) => string): Door[] {
  // Somebody may publish all there are: each is looked up, and not searched for.
  const byNumber = Map.groupBy(to.ports, numberOf);
  return [...Map.groupBy(to.publications, describe)].flatMap(([what, same]) => {
    const first = same.find(({ anyAddress }) => anyAddress) ?? same[0];
    if (first === undefined) return [];
    const isWhichever = same.some(({ port }) => port === "any");
    const found = isWhichever ? to.ports : (byNumber.get(numberOf(first)) ?? []);
    const byProtocol = Map.groupBy(found, ({ protocol }) => protocol);
    return [...byProtocol].map(([protocol, ports]) => ({ to, what, same, first, ports, protocol }));
  });
}

function numberOf({ port, protocol }: Port): string {
  return `${port}/${protocol}`;
}

/** One way in which the engine passes on what comes to a published port. */
interface Passage {
  readonly behind: Network;
  readonly kind: Kind;
  readonly odds: Odds;
  /** The same for those from beyond the host's loopback interface. */
  readonly beyond: Odds;
  /** Whether what comes from another network is surely let through then. */
  readonly surely: Odds;
}

/** Open to those who get to the host's address it is published at, from where the engine passes them on to a network. */
function atTheHost(view: View, door: Door): Way[] {
  const { rules, crowd } = view;
  const { to, what, same, first } = door;
  const remedy = "publish it at 127.0.0.1, or not at all";
  const cause = causeOf("published port", addressOf(first), `${what}${nodesText(view, door)}`, remedy);
  const passages = to.networks.flatMap(behind => passagesTo(view, to, first, behind));
  const behinds = Map.groupBy(passages, ({ behind }) => behind);
  return [true, undefined].flatMap(truth => {
    const open = passages.flatMap(passage => {
      const ports = door.ports.filter(port => opens(same, passage.behind, to.workload, port) === truth);
      return ports.length === 0 ? [] : [{ passage, ports }];
    });
    // One that listens on some of its networks alone answers by those.
    return [...Map.groupBy(open, ({ ports }) => JSON.stringify(ports))].flatMap(([, group]) => {
      const through = group.map(({ passage }) => passage);
      const ports = targets([[to.workload.id, group[0]?.ports ?? []]]);
      const sure = (odds: Odds): Odds => (truth === true ? odds : odds.map(perhaps));
      const beyond = through.map(one => bothOdds(one.beyond, one.surely)).reduce(eitherOdds);
      const told = through.some(({ surely }) => surely.includes(undefined)) ? byChance(cause) : cause;
      const toHost = through.map(passage => openToHost(rules, first, passage)).reduce(eitherOdds);
      return [
        ...wayBy(crowd.hostSide, ports, sure(toHost), cause),
        ...wayBy(only(outsideId), ports, sure(beyond), told),
        ...wayBy(crowd.others, ports, beyond.map(perhaps), cause),
        ...callers(view, door, through, behinds.size > 1).flatMap(({ group: from, odds }) =>
          wayBy(from, ports, sure(odds), odds.includes(undefined) ? told : cause),
        ),
      ];
    });
  });
}

/** What is so or not, as the engine happens to join a workload's networks. */
function byChance({ detail, ...cause }: Cause): Cause {
  return {
    ...cause,
    detail: `${detail}; with nftables the engine may lose the rule for it, as it happens to join the networks`,
    remedy: "publish it at an address of IPv4, or take the workload off its other network with a way out",
  };
}

function passagesTo({ rules }: View, to: Member, publication: Publication, behind: Network): Passage[] {
  const beyond = oddsOf(rules.settings, (_, family) => isBeyond(boundAddress(publication, behind, family)));
  // Whoever comes by IPv6 to a workload that has none is passed on by the engine's own process.
  return [false, true].flatMap(mixed => {
    const odds = oddsOf(rules.settings, (...of) => publishes(to, behind, publication, mixed, ...of));
    if (!mayHold(odds)) return [];
    const kind = { mixed, address: specificAddress(publication, behind) };
    const surely = oddsOf(rules.settings, (...of) => keepsItsRule(to, behind, publication, ...of));
    return [{ behind, kind, odds, beyond: bothOdds(odds, beyond), surely }];
  });
}

function openToHost({ settings }: Rules, publication: Publication, { behind, odds }: Passage): Odds {
  const open = oddsOf(settings, (setting, family) =>
    isOpenToHost(boundAddress(publication, behind, family), setting, family),
  );
  return bothOdds(odds, open);
}

/** Workloads that get in, by what it comes to for them. */
function callers(
  { rules, crowd }: View,
  door: Door,
  passages: readonly Passage[],
  several: boolean,
): Split[] {
  const [first, ...others] = passages;
  if (first === undefined) return [];
  const direct = directlyAnswered(door);
  const elsewhere = direct.some(({ id }) => id !== first.behind.id);
  if (!several && !elsewhere && others.length === 0 && first.surely.every(truth => truth === true)) {
    const splits = crowd.byOthersThan(first.behind, enteringBy(rules, first, []), besideOf(rules, first));
    return splits.map(({ group, odds }) => ({ group, odds: bothOdds(first.beyond, odds) }));
  }
  const name = JSON.stringify([
    passages.map(({ behind, kind, beyond, surely }) => [behind.id, kind, beyond, surely]),
    direct.map(({ id }) => id),
  ]);
  return crowd.named(name, member =>
    passages
      .map(passage => {
        const { behind, beyond } = passage;
        const entering = bothOdds(passage.surely, enteringBy(rules, passage, direct)(member, behind));
        const isThere = member.networks.some(({ id }) => id === behind.id);
        return bothOdds(beyond, isThere ? eitherOdds(entering, besideOf(rules, passage)) : entering);
      })
      .reduce(eitherOdds),
  );
}

/** The networks over which a server answers their members itself, and by UDP from an address that they did not call. */
function directlyAnswered({ to, protocol }: Door): readonly Network[] {
  if (protocol !== "udp") return [];
  return to.networks.filter(({ driver }) => driver === "bridge" || driver === unknownDriver);
}

/** @param direct networks of the server, over which it answers by itself what comes from an address of them. */
function enteringBy(rules: Rules, { kind }: Passage, direct: readonly Network[]): MemberRule {
  const ids = new Set(direct.map(({ id }) => id));
  return rules.entering(JSON.stringify([kind, ...ids]), (member, network, ...of) =>
    both(
      entersAt(kind, network, ...of),
      isWithinReach(kind, member, network, ...of),
      ids.has(network.id) ? answersByHost(kind, network, ...of) : true,
    ),
  );
}

function besideOf({ settings }: Rules, { kind, behind }: Passage): Odds {
  return oddsOf(settings, (...of) => entersFromBeside(kind, behind, ...of));
}

type Bound = ReturnType<typeof boundAddress>;

function isBeyond(bound: Bound): Truth {
  return isUnknown(bound) ? undefined : bound !== undefined && !isLoopback(bound);
}

/** At its loopback address of IPv6 the host finds a port only by the engine's own process. */
function isOpenToHost(bound: Bound, { proxy }: Setting, family: AddressFamily): Truth {
  if (family === "ipv4" || proxy) return true;
  return isUnknown(bound) ? undefined : bound !== undefined && !isLoopback(bound);
}

/** The one address of the host at which it is published; undefined for all, and for what is not known. */
function specificAddress(publication: Publication, behind: Network): string | undefined {
  const bound = (["ipv4", "ipv6"] as const)
    .map(family => boundAddress(publication, behind, family))
    .find(address => address !== undefined);
  if (isUnknown(bound) || bound === undefined) return undefined;
  return bound === "0.0.0.0" || bound === "::" || isLoopback(bound) ? undefined : bound;
}

/**
 * At the workload's own address, on a network that is routed, or where other machines may call containers directly. The
 * address it was to be published at counts for nothing there.
 */
function atItsOwnAddress(view: View, door: Door, at: Network): Way[] {
  const { rules, crowd } = view;
  const { to, what, same } = door;
  if (at.driver !== "bridge" && at.driver !== unknownDriver) return [];
  const published = oddsOf(rules.settings, (...of) => publishesAtOwn(to, at, same, ...of));
  const open = at.driver === "bridge" ? published : published.map(perhaps);
  if (!mayHold(open)) return [];
  const odds = bothOdds(open, rules.answers(to));
  const callable = oddsOf(rules.settings, (setting, family) =>
    isCallable(at, setting, family, isTrustedOutside),
  );
  const routable = oddsOf(rules.settings, (setting, family) =>
    both(
      // Before 28, networks of one engine are kept apart by the engine.
      setting.modern,
      isCallable(at, setting, family, () => undefined),
      not(isTrustedOnly(at, setting, family)),
    ),
  );
  const routed = at.gateway === "routed" || at.gateway6 === "routed";
  const detail = routed
    ? `${what} on network ${at.id}, which is routed`
    : `${what}, and open at its own address on network ${at.id} to whoever routes there`;
  const remedy = routed
    ? "take gateway mode nat, or do not publish it"
    : "do not publish it, or update the engine";
  const cause = causeOf("published port", at.id, detail, remedy);
  return waysTo(door, at, cause, [
    { group: only(outsideId), odds: bothOdds(odds, callable) },
    { group: crowd.others, odds: bothOdds(bothOdds(odds, callable), rules.perhaps) },
    ...crowd
      .byOthersThan(at, rules.routesPast)
      .map(({ group, odds: gets }) => ({ group, odds: bothOdds(bothOdds(odds, routable), gets) })),
    ...crowd
      .byOthersThan(at, rules.routesTranslated)
      .map(({ group, odds: gets }) => ({ group, odds: bothOdds(bothOdds(open, routable), gets) })),
  ]);
}

/** Whether nothing but an interface that it trusts could open it to others, and none of the engine's networks is one. */
function isTrustedOnly(at: Network, setting: Setting, family: AddressFamily): Truth {
  if (trustsAnyNetwork(at) === undefined) return false;
  return not(isCallable(at, setting, family, () => false));
}

/** Ways to those ports of a workload that a door opens: for sure, or perhaps. */
function waysTo(
  { to: { workload }, same, ports }: Door,
  behind: Network,
  cause: ReturnType<typeof causeOf>,
  callers: readonly { readonly group: Parameters<typeof wayBy>[0]; readonly odds: Odds }[],
): Way[] {
  const asked = Map.groupBy(ports, port => opens(same, behind, workload, port));
  return [true, undefined].flatMap(truth => {
    const to = targets([[workload.id, asked.get(truth) ?? []]]);
    if (to.ids.length === 0) return [];
    return callers.flatMap(({ group, odds }) =>
      wayBy(group, to, truth === true ? odds : odds.map(perhaps), cause),
    );
  });
}

/** Whether any of those that read the same opens a port, where the engine passes on to a network. */
function opens(
  same: readonly Publication[],
  behind: Network,
  workload: Member["workload"],
  port: Port,
): Truth {
  const each = same.filter(publication => opened(publication, [port]).length > 0);
  const truths = each.map(publication => isOpenBehind(publication, behind, workload, port));
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function isOpenBehind(
  { byIngress, certain }: Publication,
  behind: Network,
  workload: Member["workload"],
  port: Port,
): Truth {
  const answers = byIngress
    ? behind.id === ingress && listensOn(workload, port, ingress)
    : answersFromHost(behind, workload, port);
  return both(certain, answers);
}

function whatOf({ port, protocol, by }: Publication): string {
  if (port === "any") return `whatever ${by} exposes is published`;
  return `${protocol === "tcp" ? "" : `${protocol} `}port ${port} of ${by} is published`;
}

function describe(publication: Publication): string {
  return `${whatOf(publication)} at ${addressOf(publication)} of ${publication.at}`;
}

/** Which nodes those are, where that is known. */
function nodesText({ topology: { nodes = [] } }: View, { to, first: { at } }: Door): string {
  const own = new Set((to.workload.tasks ?? []).flatMap(({ node }) => node ?? []));
  const open = at === "every node" ? nodes : nodes.filter(({ id }) => at !== "the host" && own.has(id));
  return open.length === 0 ? "" : ` (${open.map(({ id }) => id).join(", ")})`;
}

function addressOf({ address, hostPort }: Pick<PublishedPort, "address" | "hostPort">): string {
  const host = isUnknown(address) ? "an unknown address" : address;
  if (isUnknown(hostPort)) return `${host}, an unknown port`;
  return hostPort === 0 ? `${host}, a free port` : `${host}:${hostPort}`;
}
