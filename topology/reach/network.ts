import { isUnknown } from "../model/known.ts";
import {
  type AddressFamily,
  type GatewayMode,
  type Network,
  plainNetwork,
  unknownDriver,
  unknownNetwork,
} from "../model/network.ts";
import type { Workload } from "../model/workload.ts";
import { ingress, listensOn, nodeBridge, type Port } from "./ports.ts";
import type { Setting } from "./setting.ts";
import { both, either, isOneOf, not, perhaps, type Truth, truth } from "./truth.ts";

/**
 * What a network lets through, by its driver, the engine's setting and the family of addresses. An overlay that is not
 * internal reaches its host over a bridge of the engine's own (docker_gwbridge), on which members do not meet. macvlan
 * and ipvlan put members on a network outside: how that one leads back to this host is not ours to know. Nor is what
 * other drivers do.
 */
export type NetworkRule = (network: Network, setting: Setting, family: AddressFamily) => Truth;

/** An answer by a network's driver: where that is not known, what holds for each, and else it is not known either. */
function ofAnyDriver(answer: NetworkRule): NetworkRule {
  return (network, setting, family) => {
    if (network.driver !== unknownDriver) return answer(network, setting, family);
    const [first, ...others] = ["bridge", "overlay", "macvlan"].map(driver =>
      answer({ ...network, driver }, setting, family),
    );
    return others.every(other => other === first) ? first : undefined;
  };
}

/** Whether its members have addresses of a family. */
export function hasFamily({ ipv4 = true, ipv6 = false }: Network, family: AddressFamily): Truth {
  return truth(family === "ipv4" ? ipv4 : ipv6);
}

/** Whether members get through to each other at their own addresses. */
export const passesMembers = ofAnyDriver((network, setting, family): Truth => {
  // What nothing filters is not kept apart.
  const unfiltered = network.driver === "bridge" && isUnfiltered(setting, family);
  return both(hasFamily(network, family), unfiltered || truth(network.memberTraffic));
});

/** Whether nothing filters a family: IPv6, on engines before 27 unless they are told to. */
export function isUnfiltered({ filtersIpv6 }: Setting, family: AddressFamily): boolean {
  return family === "ipv6" && !filtersIpv6;
}

/** Whether a bridge's gateway mode is one of those; engines that do not know of modes translate, and other drivers have none. */
export function isMode(
  { driver, gateway, gateway6 = "nat" }: Network,
  { knowsModes }: Setting,
  family: AddressFamily,
  ...modes: readonly GatewayMode[]
): Truth {
  const hasModes = driver === "bridge" || driver === unknownDriver;
  if (!knowsModes || !hasModes) return modes.includes("nat");
  return isOneOf(family === "ipv4" ? gateway : gateway6, ...modes);
}

/** Whether the host has an address of the family on a bridge. */
export function hasHostAddress(network: Network, setting: Setting, family: AddressFamily): Truth {
  const inhibited = family === "ipv4" ? truth(network.hostAddress) : true;
  return both(hasFamily(network, family), inhibited, not(isMode(network, setting, family, "isolated")));
}

/** Whether it leads its members to the host's own addresses and beyond, so that published ports come in by it. */
export const leads = ofAnyDriver((network, setting, family): Truth => {
  const closed =
    network.driver === "bridge" && isUnfiltered(setting, family) ? false : truth(network.internal);
  const open = both(not(closed), hasFamily(network, family));
  return network.driver === "bridge" ? both(open, hasHostAddress(network, setting, family)) : open;
});

/** Whether its members can call the host, and what uses the host's interfaces. */
export const meetsHost = ofAnyDriver((network, setting, family): Truth => {
  switch (network.driver) {
    case "bridge":
      return hasHostAddress(network, setting, family);
    case "overlay":
      // The engine's own bridge has no addresses of IPv6.
      return family === "ipv4" ? leads(network, setting, family) : false;
    case "macvlan":
    case "ipvlan":
      return perhaps(leads(network, setting, family));
    default:
      return perhaps(hasFamily(network, family));
  }
});

/** Whether members that have it for their gateway get beyond the host, and answers get back. */
export const goesOut = ofAnyDriver((network, setting, family): Truth => {
  const { driver } = network;
  if (driver === "overlay") return family === "ipv4" ? leads(network, setting, family) : false;
  if (driver !== "bridge") return leads(network, setting, family);
  return leadsAndIsAnswered(network, setting, family, isTrustedOutside);
});

/** Both hang on whether a bridge is internal: where it leads anywhere it is not, unless nothing filters what leaves it. */
function leadsAndIsAnswered(
  network: Network,
  setting: Setting,
  family: AddressFamily,
  isTrusted: (network: Network) => Truth,
): Truth {
  const leading = isUnfiltered(setting, family) ? network : { ...network, internal: false };
  return both(leads(network, setting, family), isAnswered(leading, setting, family, isTrusted));
}

/**
 * Whether answers from elsewhere get back to a member of a bridge: they go to the host where it translates, and else to
 * the member's own address, which engines keep others off since 28.
 */
export function isAnswered(
  network: Network,
  setting: Setting,
  family: AddressFamily,
  isTrusted: (network: Network) => Truth,
): Truth {
  return either(isTranslated(network, setting, family), isCallable(network, setting, family, isTrusted));
}

/** Whether what leaves a bridge by its gateway comes with an address of the host, on the network that it goes to. */
export function isTranslated(network: Network, setting: Setting, family: AddressFamily): Truth {
  return both(truth(network.masquerade), not(isMode(network, setting, family, "routed")));
}

/** Whether nothing keeps packets from elsewhere off the own addresses of a bridge's members, before ports are asked about. */
export function isCallable(
  network: Network,
  setting: Setting,
  family: AddressFamily,
  isTrusted: (network: Network) => Truth,
): Truth {
  if (!setting.modern || setting.direct) return true;
  return either(
    truth(network.internal),
    isMode(network, setting, family, "routed", "nat-unprotected"),
    isTrusted(network),
  );
}

/** Whether other machines come in by an interface that a network trusts. Bridges of the engine are no way in from there. */
export function isTrustedOutside({ trustedInterfaces = [] }: Network): Truth {
  return isUnknown(trustedInterfaces) ? undefined : trustedInterfaces.some(name => !isBridge(name));
}

function isBridge(name: string): boolean {
  return /^(br-|docker0$)/.test(name);
}

/** Whether the outside has its members as neighbours, on all their ports. */
export const isOutside = ofAnyDriver((network, setting, family): Truth => {
  if (network.driver === "bridge") {
    if (isUnfiltered(setting, family)) return hasHostAddress(network, setting, family);
    return isUnprotected(network, setting, family);
  }
  if (network.driver === "overlay") return false;
  return isOutsideNetwork(network)
    ? leads(network, setting, family)
    : perhaps(leads(network, setting, family));
});

/** Whether all ports of its members are open to whoever routes to them (gateway mode nat-unprotected). */
function isUnprotected(network: Network, setting: Setting, family: AddressFamily): Truth {
  return both(leads(network, setting, family), isMode(network, setting, family, "nat-unprotected"));
}

/** Whether published ports are open at the members' own addresses, wherever they were to be published at. */
export const isRouted = ofAnyDriver((network, setting, family): Truth => {
  return network.driver === "bridge"
    ? both(hasFamily(network, family), isMode(network, setting, family, "routed"))
    : false;
});

/**
 * Whether a member gets through to another network of this host that lets it in at its members' own addresses, where
 * it has this one for its gateway.
 */
export const reachesRouted = ofAnyDriver((network, setting, family): Truth => {
  if (network.driver === "overlay") return family === "ipv4" ? leads(network, setting, family) : false;
  if (network.driver !== "bridge") return perhaps(leads(network, setting, family));
  return leadsAndIsAnswered(network, setting, family, trustsAnyNetwork);
});

/** Whether it trusts networks of the engine: not told of any one of them. */
export function trustsAnyNetwork({ trustedInterfaces = [] }: Network): Truth {
  return isUnknown(trustedInterfaces) || trustedInterfaces.some(isBridge) ? undefined : false;
}

/**
 * The same, with an address of the host on that other network: whoever is there answers over it, whatever its own way
 * out is.
 */
export const reachesTranslated = ofAnyDriver((network, setting, family): Truth => {
  if (network.driver !== "bridge" || isUnfiltered(setting, family)) return false;
  return both(reachesRouted(network, setting, family), isTranslated(network, setting, family));
});

/** Macvlan and ipvlan. */
export function isOutsideNetwork({ driver }: Network): boolean {
  return driver === "macvlan" || driver === "ipvlan";
}

/** Whether workloads that nobody describes may be members, and heard by the others. */
export function takesStrangers({ external, closed, driver, attachable, memberTraffic }: Network): Truth {
  if (closed === true) return false;
  // Only networks of a swarm can be attachable; of a driver that nobody knows, its network may be one.
  const local = driver === "bridge" || driver === "macvlan" || driver === "ipvlan";
  const joins = external ? true : local ? false : truth(attachable);
  return perhaps(both(joins, truth(memberTraffic)));
}

/** Whether its traffic goes from node to node in the open. The routing mesh lets in what is published anyway. */
export function isUnencrypted({ id, driver, encrypted, memberTraffic }: Network): Truth {
  if (driver !== "overlay" && driver !== unknownDriver) return false;
  if (id === ingress) return false;
  return perhaps(both(not(truth(encrypted)), truth(memberTraffic)));
}

/** Whether a member answers the host on a port. On an overlay it comes by the engine's bridge, not by the overlay's address. */
export function answersFromHost(network: Network, workload: Workload, port: Port): boolean {
  return listensOn(workload, port, network.driver === "overlay" ? nodeBridge : network.id);
}

/** As Swarm makes it: members have the host for a neighbour and a way out, and meet on it by published ports only. */
export const ingressNetwork: Network = { ...plainNetwork(ingress), driver: "overlay", memberTraffic: false };

/** A network that workloads are attached to and the topology does not describe: anything may be so. */
export function undescribed(id: string): Network {
  return unknownNetwork(id, `network ${id} is not described here`);
}
