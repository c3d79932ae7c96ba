import type { NetworkInspect } from "../../../engine/index.ts";
import { canonicalAddress, contains, type Family, familyOf, reservedIn } from "../../tables/address.ts";
import type { EndpointInput } from "./endpoints.ts";

/** Why an address cannot be had on a network, and what to do about it. */
export interface Unfit {
  readonly what: string;
  readonly remedy: string;
}

/** What is known against a fixed address before the engine is asked for it; undefined where nothing is. */
export function unfitAddress(
  want: Pick<EndpointInput, "ipv4Address" | "ipv6Address">,
  network: NetworkInspect,
  containerId: string | undefined,
): Unfit | undefined {
  for (const [family, given] of [
    [4, want.ipv4Address],
    [6, want.ipv6Address],
  ] as const) {
    const reason = given ? unfit(given, family, network, containerId) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function unfit(
  given: string,
  family: Family,
  network: NetworkInspect,
  containerId: string | undefined,
): Unfit | undefined {
  const pools = (network.IPAM.Config ?? []).filter(({ Subnet = "" }) => familyOf(Subnet) === family);
  const subnets = pools.flatMap(({ Subnet = "" }) => Subnet || []);
  const address = canonicalAddress(given) ?? given;
  if (subnets.length === 0) {
    // The subnets of a swarm's network come a moment after it, and other drivers' may be nobody's but theirs.
    return network.Driver === "bridge" && network.Scope === "local"
      ? {
          what: `it has no IPv${family} subnet, and ${given} none to be in`,
          remedy: `Give the network an IPv${family} subnet (ipamConfigs), or leave that address out.`,
        }
      : undefined;
  }
  if (!subnets.some(subnet => contains(subnet, address))) {
    return {
      what: `${given} is not in its subnet ${subnets.join(", ")}`,
      remedy: "Give an address of that subnet.",
    };
  }
  if (subnets.flatMap(reservedIn).includes(address)) {
    return {
      what: `${given} is the first or the last address of its subnet, which nobody can have`,
      remedy: "Give one in between.",
    };
  }
  const gateways = hasHost(network, family) ? pools.flatMap(({ Gateway }) => Gateway ?? []) : [];
  if (gateways.some(gateway => canonicalAddress(gateway) === address)) {
    return { what: `${given} is the address of its gateway`, remedy: another };
  }
  const kept = pools.flatMap(({ AuxiliaryAddresses }) => Object.entries(AuxiliaryAddresses ?? {}));
  const keeper = kept.find(([, one]) => canonicalAddress(one) === address);
  if (keeper !== undefined) {
    return { what: `${given} is kept for ${keeper[0]} (auxAddress)`, remedy: another };
  }
  const holder = Object.entries(network.Containers ?? {}).find(
    ([id, { IPv4Address, IPv6Address }]) =>
      id !== containerId &&
      [IPv4Address, IPv6Address].some(one => canonicalAddress(one.split("/")[0] ?? "") === address),
  );
  return holder === undefined
    ? undefined
    : { what: `${given} is taken by ${holder[1].Name}`, remedy: another };
}

const another = "Choose another address; `docker network inspect` shows those in use.";

/** On an isolated network the host has no address, and the gateway's is anybody's. */
function hasHost({ Options }: NetworkInspect, family: Family): boolean {
  return Options?.[`com.docker.network.bridge.gateway_mode_ipv${family}`] !== "isolated";
}

/** The engine's own network knows neither names nor fixed addresses: what of a wish it would refuse. */
export function refusedByDefaultBridge(want: EndpointInput): string | undefined {
  const asked = [
    ...(want.aliases?.length ? ["aliases"] : []),
    ...(want.ipv4Address ? ["ipv4Address"] : []),
    ...(want.ipv6Address ? ["ipv6Address"] : []),
  ];
  return asked.length === 0
    ? undefined
    : `the engine's own network "bridge" has no ${asked.join(", ")}; give a network of your own, or leave ${asked.length === 1 ? "it" : "them"} out`;
}
