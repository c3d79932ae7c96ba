import type { AddressFamily, Network } from "../model/network.ts";
import { addressFamilies, unknownDriver } from "../model/network.ts";
import type { Member } from "./member.ts";
import { hasFamily } from "./network.ts";
import { ingress } from "./ports.ts";
import type { Setting } from "./setting.ts";
import { both, either, not, perhaps, type Truth, truth } from "./truth.ts";

/**
 * Whether a network is the one over which a member's packets go that are for none of its networks. The engine takes the
 * one of the highest priority; among equals one that is not internal, then one that leads out by both families, then the
 * one whose name sorts first. What a workload publishes is published by way of it, too.
 */
export function isGateway(member: Member, network: Network, setting: Setting, asked: AddressFamily): Truth {
  // Before 28, that of IPv4 is taken for both.
  const family = setting.modern ? asked : "ipv4";
  const own = hasGateway(network, setting, family);
  if (own === false) return false;
  const before = member.networks
    .filter(other => other.id !== network.id)
    .map(other => both(hasGateway(other, setting, family), precedes(member, other, network, setting)));
  const first = both(own, not(either(...before)));
  return member.unplaced === undefined ? first : perhaps(first);
}

/** Whether a network has a way beyond it for addresses of a family. */
function hasGateway(network: Network, setting: Setting, family: AddressFamily): Truth {
  const { driver, id } = network;
  // Engines before 28 give internal networks one, too, and let nothing past it.
  const closed = setting.modern || driver !== "bridge" ? truth(network.internal) : false;
  const open = both(not(closed), hasFamily(network, family));
  // Over the routing mesh ports come in, and nothing goes out that has another way.
  if (driver === "bridge" || driver === "overlay") return id === ingress ? perhaps(open) : open;
  return perhaps(open);
}

function precedes(member: Member, one: Network, other: Network, setting: Setting): Truth {
  const [left, right] = setting.modern ? [priorityOf(member, one), priorityOf(member, other)] : [0, 0];
  if (left !== right) return left > right;
  // An overlay's way out is the engine's own bridge, which is taken last.
  const [last, otherLast] = [one, other].map(({ driver }) => driver === "overlay");
  if (last !== otherLast) return mayBeOverlay(one, other) ? undefined : otherLast === true;
  const [internal, otherInternal] = [one, other].map(network => truth(network.internal));
  if (internal === undefined || otherInternal === undefined) return undefined;
  if (internal !== otherInternal) return otherInternal;
  const [ways, otherWays] = [one, other].map(network => waysOf(network, setting));
  if (ways === undefined || otherWays === undefined) return undefined;
  return ways === otherWays ? one.id < other.id : ways > otherWays;
}

function mayBeOverlay(...networks: readonly Network[]): boolean {
  return networks.some(({ driver }) => driver === unknownDriver);
}

/** By how many families it leads out; undefined where that is not known. */
function waysOf(network: Network, setting: Setting): number | undefined {
  const families = addressFamilies.map(family => hasGateway(network, setting, family));
  return families.includes(undefined) ? undefined : families.filter(has => has === true).length;
}

function priorityOf({ attachments }: Member, { id }: Network): number {
  return attachments.find(({ network }) => network === id)?.gatewayPriority ?? 0;
}
