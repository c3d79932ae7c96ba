import { isUnknown } from "../../model/known.ts";
import type { Network } from "../../model/network.ts";
import { outsideId } from "../../model/topology.ts";
import type { PublishedPort } from "../../model/workload.ts";
import type { Member } from "../member.ts";
import { isRouted, publishes, reachesRouted, reachesTranslated } from "../network.ts";
import { isLoopback, opened, type Port, type Publication } from "../ports.ts";
import { both, not, perhaps, type Truth } from "../truth.ts";
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
    .flatMap(to =>
      to.publications.flatMap(publication =>
        to.networks.flatMap(network => [
          ...atTheHost(view, to, publication, network),
          ...atItsOwnAddress(view, to, publication, network),
        ]),
      ),
    );
}

/** Who gets through, as far as that goes. */
type Callers = readonly (readonly [from: Group, gets: Truth])[];

/** Open to those who get to the host's address it is published at. `behind`: the network the engine passes them on to. */
function atTheHost(view: View, to: Member, publication: Publication, behind: Network): Way[] {
  const address = describe(publication);
  const detail = `${whatOf(publication)} at ${address} of the host`;
  const cause = causeOf("published port", address, detail, "publish it at 127.0.0.1, or not at all");
  const works = (port: Port): Truth =>
    both(publishes(behind, to.workload, port, publication), not(isRouted(behind)));
  const beyond = isUnknown(publication.address) ? undefined : !isLoopback(publication.address);
  // Past another network, or one that keeps its members apart, it takes the engine's proxy: without, its version decides.
  const { userlandProxy = true } = view.topology.engine ?? {};
  const proxied = userlandProxy === true ? true : undefined;
  return waysTo(to, publication, works, cause, [
    [view.crowd.hostSide, true],
    [only(outsideId), beyond],
    [view.crowd.others, perhaps(beyond)],
    ...view.crowd.byOrOn(reachesTranslated, behind).flatMap(
      ({ sure, perhaps: unsure }): Callers => [
        [sure, both(beyond, proxied)],
        [unsure, perhaps(beyond)],
      ],
    ),
  ]);
}

/** On a routed network the address it was to be published at counts for nothing: it is open at the workload's own. */
function atItsOwnAddress(view: View, to: Member, publication: Publication, routed: Network): Way[] {
  if (isRouted(routed) === false) return [];
  const detail = `${whatOf(publication)} on network ${routed.id}, which is routed`;
  const cause = causeOf("published port", routed.id, detail, "take gateway mode nat, or do not publish it");
  const works = (port: Port): Truth =>
    both(publishes(routed, to.workload, port, publication), isRouted(routed));
  const neighbours = view.crowd.byOthersThan(routed, reachesRouted);
  return waysTo(to, publication, works, cause, [
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

function waysTo(
  { workload, ports }: Member,
  publication: Publication,
  works: (port: Port) => Truth,
  cause: ReturnType<typeof causeOf>,
  callers: Callers,
): Way[] {
  const open = Map.groupBy(opened(publication, ports), works);
  return [true, undefined].flatMap(truth => {
    const to = targets([[workload.id, open.get(truth) ?? []]]);
    return callers.flatMap(([from, gets]) => way(from, to, both(truth, gets), cause));
  });
}

function whatOf({ port, by }: Publication): string {
  return port === "any" ? `whatever ${by} exposes is published` : `port ${port} of ${by} is published`;
}

function describe({ address, hostPort }: Pick<PublishedPort, "address" | "hostPort">): string {
  const host = isUnknown(address) ? "an unknown address" : address;
  if (isUnknown(hostPort)) return `${host}, an unknown port`;
  return hostPort === 0 ? `${host}, a free port` : `${host}:${hostPort}`;
}
