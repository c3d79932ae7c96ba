import { isUnknown } from "../../model/known.ts";
import type { Network } from "../../model/network.ts";
import { outsideId } from "../../model/topology.ts";
import type { PublishedPort } from "../../model/workload.ts";
import type { Member } from "../member.ts";
import { isRouted, publishes, reachesRouted, reachesTranslated } from "../network.ts";
import { isLoopback, opened, type Port, type Publication } from "../ports.ts";
import { both, either, not, perhaps, type Truth } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, type Group, only, targets, type Way, way } from "../way.ts";

/**
 * A published port is open at the host's address: to the host, to the outside unless it is bound to loopback, and to
 * workloads on any network that leads to the host's addresses. (From an internal network it is translated, then dropped.)
 * What one workload publishes, all those in its namespace may answer on.
 */
export function publishedPorts(view: View): Way[] {
  return view.members
    .filter(to => !to.inHost)
    .flatMap(to => [
      ...doorsOf(to, describe).flatMap(door => atTheHost(view, door)),
      ...to.networks
        .filter(network => isRouted(network) !== false)
        .flatMap(network => doorsOf(to, whatOf).flatMap(door => atItsOwnAddress(view, door, network))),
    ]);
}

/** A published port of a workload, however often it was asked for: what reads the same is the same cause. */
interface Door {
  readonly to: Member;
  readonly what: string;
  readonly first: Publication;
  readonly same: readonly Publication[];
}

function doorsOf(to: Member, describe: (publication: Publication) => string): Door[] {
  return [...Map.groupBy(to.publications, describe)].flatMap(([what, [first, ...rest]]) =>
    first === undefined ? [] : [{ to, what, first, same: [first, ...rest] }],
  );
}

/** Who gets through. */
type Callers = readonly (readonly [from: Group, gets: Truth])[];

/** Open to those who get to the host's address it is published at, from where the engine passes them on to a network. */
function atTheHost(view: View, door: Door): Way[] {
  const { to, what, first } = door;
  const remedy = "publish it at 127.0.0.1, or not at all";
  const cause = causeOf("published port", addressOf(first), `${what} of the host`, remedy);
  const works = (port: Port, behind: Network): Truth =>
    both(publishesAt(door, port, behind), not(isRouted(behind)));
  const anywhere = (port: Port): Truth => either(...to.networks.map(behind => works(port, behind)));
  const beyond = isUnknown(first.address) ? undefined : !isLoopback(first.address);
  // Past another network, or one that keeps its members apart, it takes the engine's proxy: without, its version decides.
  const { userlandProxy = true } = view.topology.engine ?? {};
  const proxied = both(beyond, userlandProxy === true ? true : undefined);
  const { sure, perhaps: unsure } = view.crowd.by(reachesTranslated);
  const seen = new Set<string>();
  return [
    ...waysTo(door, anywhere, cause, [
      [view.crowd.hostSide, true],
      [only(outsideId), beyond],
      [view.crowd.others, perhaps(beyond)],
      [sure, proxied],
      [unsure, perhaps(beyond)],
    ]),
    ...to.networks.flatMap(behind => {
      const neighbours = view.crowd.onlyOn(behind, reachesTranslated).without(new Set(seen));
      const all = to.ports.every(port => works(port, behind) === true);
      if (all && to.networks.length > 1) for (const id of neighbours) seen.add(id);
      return waysTo(door, port => works(port, behind), cause, [[neighbours, proxied]]);
    }),
  ];
}

/** On a routed network the address it was to be published at counts for nothing: it is open at the workload's own. */
function atItsOwnAddress(view: View, door: Door, routed: Network): Way[] {
  const detail = `${door.what} on network ${routed.id}, which is routed`;
  const cause = causeOf("published port", routed.id, detail, "take gateway mode nat, or do not publish it");
  const works = (port: Port): Truth => both(publishesAt(door, port, routed), isRouted(routed));
  const neighbours = view.crowd.byOthersThan(routed, reachesRouted);
  return waysTo(door, works, cause, [
    [view.crowd.hostSide, true],
    [only(outsideId), true],
    [view.crowd.others, undefined],
    ...neighbours.flatMap(
      ({ sure, perhaps: unsure }): Callers => [
        [sure, true],
        [unsure, undefined],
      ],
    ),
  ]);
}

function publishesAt({ to, same }: Door, port: Port, behind: Network): Truth {
  const each = same.filter(publication => opened(publication, [port]).length > 0);
  return either(...each.map(publication => publishes(behind, to.workload, port, publication)));
}

function waysTo(
  { to: { workload, ports }, same }: Door,
  works: (port: Port) => Truth,
  cause: ReturnType<typeof causeOf>,
  callers: Callers,
): Way[] {
  const asked = ports.filter(port => same.some(publication => opened(publication, [port]).length > 0));
  const open = Map.groupBy(asked, works);
  return [true, undefined].flatMap(truth => {
    const to = targets([[workload.id, open.get(truth) ?? []]]);
    return callers.flatMap(([from, gets]) => way(from, to, both(truth, gets), cause));
  });
}

function whatOf({ port, by }: Publication): string {
  return port === "any" ? `whatever ${by} exposes is published` : `port ${port} of ${by} is published`;
}

function describe(publication: Publication): string {
  return `${whatOf(publication)} at ${addressOf(publication)}`;
}

function addressOf({ address, hostPort }: Pick<PublishedPort, "address" | "hostPort">): string {
  const host = isUnknown(address) ? "an unknown address" : address;
  if (isUnknown(hostPort)) return `${host}, an unknown port`;
  return hostPort === 0 ? `${host}, a free port` : `${host}:${hostPort}`;
}
