import { isUnknown } from "../model/known.ts";
import type { Network } from "../model/network.ts";
import { hostId, outsideId } from "../model/topology.ts";
import type { PublishedPort } from "../model/workload.ts";
import { isRouted, publishes, reachesRouted, reachesTranslated } from "./network.ts";
import { causeOf, type Opening, open } from "./opening.ts";
import { isLoopback, opened, type Publication } from "./ports.ts";
import { both, either, not, perhaps, type Truth } from "./truth.ts";
import type { Member, View } from "./view.ts";

/**
 * A published port is open at the host's address: to the host, to the outside unless it is bound to loopback, and to
 * workloads on any network that leads to the host's addresses. (From an internal network it is translated, then dropped.)
 * What one workload publishes, all those in its namespace may answer on.
 */
export function publishedPorts(view: View): Opening[] {
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

/** Open to those who get to the host's address it is published at. `behind`: the network the engine passes them on to. */
function atTheHost(view: View, to: Member, publication: Publication, behind: Network): Opening[] {
  const address = describe(publication);
  const cause = causeOf("published port", address, `${whatOf(publication)} at ${address} of the host`);
  const way = (from: string, allowed: Truth): Opening[] =>
    opened(publication, to.ports).flatMap(port => {
      const works = both(publishes(behind, to.workload, port, publication), not(isRouted(behind)));
      return open(from, to.workload.id, [port], both(works, allowed), cause);
    });
  const beyondLoopback = isUnknown(publication.address) ? undefined : !isLoopback(publication.address);
  return [
    ...way(hostId, true),
    ...way(outsideId, beyondLoopback),
    ...neighbours(view, to).flatMap(from =>
      way(from.workload.id, from.inHost ? true : both(beyondLoopback, callsHost(view, from, behind))),
    ),
  ];
}

/** On a routed network the address it was to be published at counts for nothing: it is open at the workload's own. */
function atItsOwnAddress(view: View, to: Member, publication: Publication, routed: Network): Opening[] {
  const detail = `${whatOf(publication)} on network ${routed.id}, which is routed`;
  const cause = causeOf("published port", routed.id, detail);
  const way = (from: string, allowed: Truth): Opening[] =>
    opened(publication, to.ports).flatMap(port => {
      const works = both(publishes(routed, to.workload, port, publication), isRouted(routed));
      return open(from, to.workload.id, [port], both(works, allowed), cause);
    });
  const others = (from: Member): Truth =>
    from.inHost || either(...from.networks.filter(({ id }) => id !== routed.id).map(reachesRouted));
  return [
    ...way(hostId, true),
    ...way(outsideId, true),
    ...neighbours(view, to).flatMap(from => way(from.workload.id, others(from))),
  ];
}

/**
 * Whether a workload gets through to what is published for members of a network. From another network, or past a
 * network that keeps its members apart, that takes the engine's proxy: without it, it hangs on the engine's version.
 */
function callsHost(view: View, from: Member, behind: Network): Truth {
  const { userlandProxy = true } = view.topology.engine ?? {};
  const way = either(
    ...from.networks.map(network => (network.id === behind.id ? true : reachesTranslated(network))),
  );
  return userlandProxy === true ? way : perhaps(way);
}

function neighbours(view: View, to: Member): Member[] {
  return view.members.filter(from => from.namespace !== to.namespace);
}

function whatOf({ port, by }: Publication): string {
  return port === "any" ? `whatever ${by} exposes is published` : `port ${port} of ${by} is published`;
}

function describe({ address, hostPort }: Pick<PublishedPort, "address" | "hostPort">): string {
  const host = isUnknown(address) ? "an unknown address" : address;
  if (isUnknown(hostPort)) return `${host}, an unknown port`;
  return hostPort === 0 ? `${host}, a free port` : `${host}:${hostPort}`;
}
