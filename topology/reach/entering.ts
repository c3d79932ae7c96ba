import type { AddressFamily, Network } from "../model/network.ts";
import { isGateway } from "./gateway.ts";
import type { Member } from "./member.ts";
import {
  hasFamily,
  hasHostAddress,
  isAnswered,
  isTranslated,
  isUnfiltered,
  leads,
  passesMembers,
  trustsAnyNetwork,
} from "./network.ts";
import type { Setting } from "./setting.ts";
import { both, not, perhaps, type Truth, truth } from "./truth.ts";

/** How a published port takes in who calls it at the host's address. */
export interface Kind {
  /** From IPv6 to a workload that has none: by the engine's own process alone. */
  readonly mixed: boolean;
  /** The one address of the host that it is bound to; undefined for all of a family. */
  readonly address: string | undefined;
}

/**
 * Whether a member of a network gets through to a port that is published at the host, for a workload of another network.
 * The engine's own process (the userland proxy) takes it in where nothing translates it before; where something does, it
 * goes on from network to network, and the firewall has its say.
 */
export function entersAt(
  { mixed, address }: Kind,
  network: Network,
  setting: Setting,
  family: AddressFamily,
): Truth {
  switch (network.driver) {
    case "bridge":
      return both(
        hasHostAddress(network, setting, family),
        mixed ? setting.proxy : entersBridge(address, network, setting, family),
      );
    case "overlay":
      return family === "ipv4" ? leads(network, setting, family) : false;
    case "macvlan":
    case "ipvlan":
      return perhaps(leads(network, setting, family));
    default:
      return perhaps(hasFamily(network, family));
  }
}

function entersBridge(
  address: string | undefined,
  network: Network,
  setting: Setting,
  family: AddressFamily,
): Truth {
  const { modern, nftables, proxy } = setting;
  if (isUnfiltered(setting, family)) return proxy;
  const internal = truth(network.internal);
  if (!modern) return both(proxy, internal === undefined ? undefined : !internal, truth(network.masquerade));
  // Calls from an address of the link alone are not translated.
  const byLink = family === "ipv6" && proxy && address === undefined;
  if (byLink) return true;
  const inside = nftables;
  const beyond = isAnswered(network, setting, family, trustsAnyNetwork);
  if (internal === undefined)
    return inside === (beyond === true) && beyond !== undefined ? inside : undefined;
  return internal ? inside : beyond;
}

/**
 * Whether what is answered to a member of a network the server is on as well comes back from where it was called: the
 * engine's own process stands in between, or the call came from an address of the host. (Else it comes from the server's
 * own address, which is taken for that connection's by TCP alone, and by UDP where nothing keeps members apart.)
 */
export function answersByHost(
  { mixed, address }: Kind,
  network: Network,
  setting: Setting,
  family: AddressFamily,
): Truth {
  const byLink = family === "ipv6" && setting.proxy && address === undefined;
  if (mixed || byLink || !setting.modern || isUnfiltered(setting, family)) return true;
  return both(not(truth(network.internal)), isTranslated(network, setting, family));
}

/** Whether a member of the very network gets through by the host's address. */
export function entersFromBeside(
  { mixed, address }: Kind,
  network: Network,
  setting: Setting,
  family: AddressFamily,
): Truth {
  if (network.driver !== "bridge") return entersAt({ mixed, address }, network, setting, family);
  const taken = setting.proxy || (mixed ? false : passesMembers(network, setting, family));
  return both(hasHostAddress(network, setting, family), taken);
}

/** Whether a member of a network gets to the host's address at all: to one on the network itself, or by its gateway. */
export function isWithinReach(
  { address }: Kind,
  member: Member,
  network: Network,
  setting: Setting,
  family: AddressFamily,
): Truth {
  if (address === undefined || network.driver !== "bridge") return true;
  return isGateway(member, network, setting, family) === true ? true : undefined;
}
