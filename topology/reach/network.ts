import { type Network, plainNetwork, unknownDriver, unknownNetwork } from "../model/network.ts";
import type { Workload } from "../model/workload.ts";
import { ingress, listensOn, type Port, type Publication } from "./ports.ts";
import { both, either, isOneOf, not, perhaps, type Truth, truth } from "./truth.ts";

/**
 * What a network lets through beside the traffic of its members, by its driver. An overlay that is not internal reaches
 * its host over a bridge of the engine's own (docker_gwbridge), on which members do not meet. macvlan and ipvlan put
 * members on a network outside: how that one leads back to this host is not ours to know. Nor is what other drivers do.
 */

/** An answer by a network's driver: where that is not known, what holds for each, and else it is not known either. */
function ofAnyDriver(answer: (network: Network) => Truth): (network: Network) => Truth {
  return network => {
    if (network.driver !== unknownDriver) return answer(network);
    const [first, ...others] = ["bridge", "overlay", "macvlan"].map(driver => answer({ ...network, driver }));
    return others.every(other => other === first) ? first : undefined;
  };
}

/** Whether it leads its members to the host's own addresses and beyond, so that published ports come in by it. */
export const leads = ofAnyDriver((network: Network): Truth => {
  const open = not(truth(network.internal));
  return network.driver === "bridge" ? both(open, hasHostAddress(network)) : open;
});

/** Whether its members can call the host, and what uses the host's interfaces. */
export const meetsHost = ofAnyDriver((network: Network): Truth => {
  switch (network.driver) {
    case "bridge":
      return hasHostAddress(network);
    case "overlay":
      return leads(network);
    case "macvlan":
    case "ipvlan":
      return perhaps(leads(network));
    default:
      return undefined;
  }
});

/** Whether a port is published by way of it, and open where the engine passes connections on to. */
export function publishes(
  network: Network,
  workload: Workload,
  port: Port,
  { byIngress, certain }: Publication,
): Truth {
  if (isOutsideNetwork(network)) return false;
  const works = network.driver === "bridge" || network.driver === "overlay" ? true : undefined;
  const answers = byIngress
    ? network.id === ingress && listensOn(workload, port, ingress)
    : answersFromHost(network, workload, port);
  return both(certain, leads(network), works, answers);
}

/** Whether what leaves it finds its way back: translated by the host, or on the outside's own network. */
export const goesOut = ofAnyDriver((network: Network): Truth => {
  if (network.driver !== "bridge") return leads(network);
  const translated = both(
    truth(network.masquerade),
    isOneOf(network.gateway, "nat" as const, "nat-unprotected"),
  );
  return both(leads(network), either(translated, isRouted(network)));
});

/** Whether the outside has its members as neighbours, on all their ports. */
export const isOutside = ofAnyDriver((network: Network): Truth => {
  if (network.driver === "bridge") return isUnprotected(network);
  if (network.driver === "overlay") return false;
  return isOutsideNetwork(network) ? leads(network) : perhaps(leads(network));
});

/** Whether all ports of its members are open to whoever routes to them (gateway mode nat-unprotected). */
function isUnprotected(network: Network): Truth {
  if (network.driver !== "bridge") return false;
  return both(leads(network), isOneOf(network.gateway, "nat-unprotected"));
}

/** Whether published ports are open at the members' own addresses, wherever they were to be published at. */
export const isRouted = ofAnyDriver((network: Network): Truth => {
  return network.driver === "bridge" ? isOneOf(network.gateway, "routed") : false;
});

/**
 * Whether a member gets through to a port that is published, by translation, for a member of another network.
 * From a network whose traffic is not translated, engine 20.10 drops it, and later ones let it through.
 */
export const reachesTranslated = ofAnyDriver((network: Network): Truth => {
  switch (network.driver) {
    case "bridge":
      return network.masquerade === true ? leads(network) : perhaps(leads(network));
    case "overlay":
      return leads(network);
    default:
      return perhaps(leads(network));
  }
});

/** Whether a member gets through to another network of this host that lets everybody in at its own addresses. */
export const reachesRouted = ofAnyDriver((network: Network): Truth => {
  return network.driver === "bridge" || network.driver === "overlay"
    ? leads(network)
    : perhaps(leads(network));
});

/** Macvlan and ipvlan. */
export function isOutsideNetwork({ driver }: Network): boolean {
  return driver === "macvlan" || driver === "ipvlan";
}

/** Whether workloads that nobody describes may be members, and heard by the others. */
export function takesStrangers({ external, driver, attachable, memberTraffic }: Network): Truth {
  // Only networks of a swarm can be attachable; of a driver that nobody knows, its network may be one.
  const local = driver === "bridge" || driver === "macvlan" || driver === "ipvlan";
  const joins = external ? true : local ? false : truth(attachable);
  return perhaps(both(joins, truth(memberTraffic)));
}

/** Whether its traffic goes from node to node in the open. The routing mesh lets in what is published anyway. */
export const isUnencrypted = ofAnyDriver(({ id, driver, encrypted, memberTraffic }: Network): Truth => {
  if (driver !== "overlay" || id === ingress) return false;
  return perhaps(both(not(truth(encrypted)), truth(memberTraffic)));
});

function hasHostAddress(network: Network): Truth {
  return both(truth(network.hostAddress), not(isOneOf(network.gateway, "isolated")));
}

/** Whether a member answers the host on a port. On an overlay it comes by the engine's bridge, not by the overlay's address. */
export function answersFromHost(network: Network, workload: Workload, port: Port): boolean {
  return listensOn(workload, port, network.driver === "overlay" ? undefined : network.id);
}

/** As Swarm makes it: members have the host for a neighbour and a way out, and meet on it by published ports only. */
export const ingressNetwork: Network = { ...plainNetwork(ingress), driver: "overlay", memberTraffic: false };

/** A network that workloads are attached to and the topology does not describe: anything may be so. */
export function undescribed(id: string): Network {
  return unknownNetwork(id, `network ${id} is not described here`);
}
