import { isUnknown, type Maybe } from "../model/known.ts";
import { type AddressFamily, type Network, unknownDriver } from "../model/network.ts";
import { isGateway } from "./gateway.ts";
import type { Member } from "./member.ts";
import { hasFamily, isMode, isOutsideNetwork, isUnfiltered, leads } from "./network.ts";
import { opened, type Publication } from "./ports.ts";
import type { Setting } from "./setting.ts";
import { both, either, not, perhaps, type Truth } from "./truth.ts";

/**
 * The host's address of a family at which a port is published by way of a network; undefined where it is at none. Where
 * nobody said one, the network may: else it is every address of both families.
 */
export function boundAddress(
  { address, anyAddress = false }: Publication,
  { publishesAt = "0.0.0.0" }: Network,
  family: AddressFamily,
): Maybe<string> | undefined {
  const said = anyAddress ? publishesAt : address;
  if (isUnknown(said)) return said;
  if (anyAddress && said === "0.0.0.0") return family === "ipv4" ? said : "::";
  return (said.includes(":") ? "ipv6" : "ipv4") === family ? said : undefined;
}

/**
 * Whether the engine passes on what comes to the host's address of a family, to a workload at a network: by translation,
 * or, mixed, from IPv6 to a workload that has none.
 */
export function publishes(
  member: Member,
  behind: Network,
  publication: Publication,
  mixed: boolean,
  setting: Setting,
  family: AddressFamily,
): Truth {
  if (isOutsideNetwork(behind)) return false;
  const bound = boundAddress(publication, behind, family);
  if (bound === undefined || (mixed && family === "ipv4")) return false;
  const works = passesOn(member, behind, publication, mixed, setting, family);
  return isUnknown(bound) ? perhaps(works) : works;
}

function passesOn(
  member: Member,
  behind: Network,
  { byIngress }: Publication,
  mixed: boolean,
  setting: Setting,
  family: AddressFamily,
): Truth {
  const inner = mixed ? "ipv4" : family;
  if (byIngress || behind.driver === "overlay") {
    const open = leads(behind, setting, "ipv4");
    return mixed ? false : family === "ipv4" ? open : perhaps(open);
  }
  const open = both(leads(behind, setting, inner), isGateway(member, behind, setting, inner));
  const known = behind.driver === "bridge" ? open : perhaps(open);
  if (!mixed) {
    // Without a filter for IPv6 nothing translates it: there is the engine's own process alone.
    const carried = isUnfiltered(setting, family) ? setting.proxy : true;
    const translated = both(known, carried, not(isMode(behind, setting, family, "routed")));
    // To an overlay the engine passes on whatever its members have for their gateway.
    const byOverlay = behind.driver === unknownDriver && perhaps(leads(behind, setting, "ipv4"));
    return either(translated, byOverlay);
  }
  const translated = hasFamily(behind, "ipv6");
  const gateway6 = setting.modern
    ? either(...member.networks.map(network => isGateway(member, network, setting, "ipv6")))
    : false;
  return both(
    known,
    setting.proxy,
    not(translated),
    not(gateway6),
    not(isMode(behind, setting, "ipv6", "routed")),
  );
}

/**
 * Whether what comes for a published port is surely passed on from one network to another. With nftables one rule lets
 * in what is published at the host's addresses of both families. It goes with those of IPv6 when a further network
 * becomes the way out by IPv6; in which order a container's networks are joined the engine leaves to chance.
 *
 * @see https://github.com/moby/moby/blob/master/daemon/libnetwork/drivers/bridge/internal/nftabler/port.go
 */
export function keepsItsRule(
  member: Member,
  behind: Network,
  { port, protocol, byIngress }: Publication,
  setting: Setting,
  family: AddressFamily,
): Truth {
  if (byIngress || (behind.driver !== "bridge" && behind.driver !== unknownDriver)) return true;
  if (!setting.nftables || !setting.proxy || family === "ipv6") return true;
  const others = member.networks.filter(({ id }) => id !== behind.id);
  const bound = member.publications
    .filter(other => other.protocol === protocol && opened(other, [{ port, protocol }]).length > 0)
    .map(publication => {
      const address = boundAddress(publication, behind, "ipv6");
      return isUnknown(address) ? undefined : address !== undefined;
    });
  const mayLoseIt = both(
    not(hasFamily(behind, "ipv6")),
    either(...bound),
    either(...others.map(other => isGateway(member, other, setting, "ipv6"))),
  );
  return mayLoseIt === false ? true : undefined;
}

/** Whether what is published is let through to a workload's own address at a bridge, as far as ports are asked about. */
export function publishesAtOwn(
  member: Member,
  at: Network,
  all: readonly Publication[],
  setting: Setting,
  family: AddressFamily,
): Truth {
  // What comes by the routing mesh opens nothing but that.
  const publications = all.filter(({ byIngress }) => !byIngress);
  const routed = isMode(at, setting, family, "routed");
  const kept = both(...publications.map(one => keepsItsRule(member, at, one, setting, family)));
  const gateway = either(routed, both(kept, isGateway(member, at, setting, family)));
  const bound = publications.map(publication => {
    const address = boundAddress(publication, at, family);
    return isUnknown(address) ? undefined : address !== undefined;
  });
  // nftables lets in to the address that the engine's own process calls, too.
  const mixed = publications.map(publication =>
    setting.nftables && family === "ipv4" ? publishes(member, at, publication, true, setting, "ipv6") : false,
  );
  return both(leads(at, setting, family), either(both(gateway, either(...bound)), ...mixed));
}
