import type { ContainerInspect, Endpoint, EndpointSettings } from "../../../engine/index.ts";
import type { Properties } from "../../protocol/values.ts";
import { canonicalAddress, canonicalMac } from "../../tables/address.ts";
import { addressesRule, addressRule, macRule } from "../../tables/addressRules.ts";
import { distinct } from "../../tables/canonical.ts";
import { integer, object, set, text } from "../../tables/shape.ts";

/** One network a container is on, as the package writes it. */
export type EndpointInput = {
  /** The network's name or id. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly ipv4Address?: string;
  readonly ipv6Address?: string;
  readonly linkLocalIps?: readonly string[];
  readonly macAddress?: string;
  /** `key=value`. */
  readonly driverOpts?: readonly string[];
  readonly gwPriority?: number;
};

export const endpointShape = object("ContainerNetworksAdvanced", {
  name: {
    about: "the network's name or id",
    shape: text,
    required: true,
    complain: name => {
      if (name === "") return "give the network's name";
      return name === "host" || name === "none"
        ? `"${name}" is no network to be on beside others; give networkMode: "${name}" instead`
        : undefined;
    },
  },
  aliases: { about: "further names for it on that network", shape: set(text) },
  ipv4Address: { about: "fixed IPv4 address", ...addressRule({ family: 4 }) },
  ipv6Address: { about: "fixed IPv6 address", ...addressRule({ family: 6 }) },
  linkLocalIps: { about: "link-local addresses", shape: set(text), ...addressesRule },
  macAddress: { about: "fixed MAC address", ...macRule, api: "1.44" },
  driverOpts: {
    about: "options of the network's driver, as key=value",
    shape: set(text),
    complain: options =>
      Array.isArray(options) && !options.every(option => String(option).includes("="))
        ? "write each option as key=value"
        : undefined,
  },
  gwPriority: {
    about: "which network has the default gateway: the highest",
    shape: integer(0),
    api: "1.48",
  },
});

/**
 * The networks a container is on, as inputs. The one that its network mode brings is none, unless the container has
 * names or addresses of its own there.
 */
export function endpointInputs(
  container: ContainerInspect,
  inputs: Properties | undefined,
  fixedMac?: string,
): EndpointInput[] {
  const given = givenEndpoints(inputs);
  const seen = Object.entries(container.NetworkSettings.Networks ?? {}).sort(([left], [right]) =>
    left < right ? -1 : 1,
  );
  const expected = given.flatMap(want => {
    const found = seen.find(([name, endpoint]) => names(want, name, endpoint));
    if (found === undefined) return [];
    return [settled(want, found[1], container) ? want : inputOf(want.name, found[1], container, want)];
  });
  // The mode asked for: the engine keeps showing the one it was made with.
  const asked = (inputs?.["networkMode"] ?? container.HostConfig.NetworkMode) as string | undefined;
  const mode = asked === "host" ? "host" : modeNetwork(asked);
  const foreign = seen.filter(([name, endpoint]) => {
    const ofMode =
      (given.length === 0 || isOfUser(mode)) &&
      mode !== undefined &&
      names({ name: mode }, name, endpoint) &&
      settled({ name: mode }, endpoint, container) &&
      fixedMac === undefined;
    return !ofMode && !given.some(want => names(want, name, endpoint));
  });
  const hasFixed = (name: string, endpoint: Endpoint): boolean =>
    fixedMac !== undefined && mode !== undefined && names({ name: mode }, name, endpoint);
  return [
    ...expected,
    ...foreign.map(([name, endpoint]) => ({
      ...inputOf(name, endpoint, container, undefined),
      ...(hasFixed(name, endpoint) ? { macAddress: fixedMac } : {}),
    })),
  ] as EndpointInput[];
}

/** How an endpoint came to be, for another like it; of addresses only those that were asked for. */
export function settingsOf(endpoint: Endpoint, container: ContainerInspect): EndpointSettings {
  const { name: _, ...input } = inputOf("", endpoint, container, undefined);
  return {
    ...endpointSettings({ name: "", ...input }),
    ...(endpoint.Links?.length ? { Links: endpoint.Links } : {}),
    ...(endpoint.MacAddress ? { MacAddress: endpoint.MacAddress } : {}),
  };
}

/** The networks to be on; undefined where the network mode leaves no choice. */
export function wantedEndpoints(
  inputs: Properties,
  seen: readonly (readonly [name: string, endpoint: Endpoint])[],
): readonly EndpointInput[] | undefined {
  const given = givenEndpoints(inputs);
  const network = modeNetwork(inputs["networkMode"] as string | undefined);
  if (given.length === 0) return network === undefined ? undefined : [{ name: network }];
  // The default bridge, or none, is where a container begins that is on others; a network of somebody's own was chosen.
  if (!isOfUser(network)) return given;
  const isNetwork = ({ name: wanted }: EndpointInput): boolean =>
    wanted === network ||
    seen.some(([name, endpoint]) => [wanted, network].every(one => names({ name: one }, name, endpoint)));
  return given.some(isNetwork) ? given : [{ name: network }, ...given];
}

/** True for a mode that is a network of somebody's own. */
export function isOfUser(network: string | undefined): network is string {
  return network !== undefined && network !== "bridge" && network !== "none";
}

export function givenEndpoints(inputs: Properties | undefined): readonly EndpointInput[] {
  const given = inputs?.["networksAdvanced"] ?? [];
  return distinct(given, { shape: set(endpointShape) }) as readonly EndpointInput[];
}

/** The network a mode joins by itself. */
export function modeNetwork(mode: string | undefined): string | undefined {
  if (mode === "host" || mode?.startsWith("container:")) return undefined;
  return mode === undefined || mode === "" || mode === "default" ? "bridge" : mode;
}

export function names(want: EndpointInput, name: string, endpoint: Endpoint): boolean {
  return want.name === name || (want.name.length >= 12 && endpoint.NetworkID.startsWith(want.name));
}

/** True when an endpoint is as wanted, in everything the wish speaks of. */
export function settled(want: EndpointInput, endpoint: Endpoint, container: ContainerInspect): boolean {
  const ipam = endpoint.IPAMConfig ?? {};
  return (
    sameSet(want.aliases, ownAliases(endpoint, container, want.aliases)) &&
    address(want.ipv4Address) === address(fixedAddress(ipam.IPv4Address, want.ipv4Address, endpoint)) &&
    address(want.ipv6Address) === address(fixedAddress(ipam.IPv6Address, want.ipv6Address, endpoint)) &&
    sameSet(want.linkLocalIps?.map(address), ipam.LinkLocalIPs?.map(address)) &&
    (!want.macAddress || mac(want.macAddress) === mac(endpoint.MacAddress)) &&
    sameSet(want.driverOpts, pairs(endpoint.DriverOpts)) &&
    (want.gwPriority ?? 0) === (endpoint.GwPriority ?? 0)
  );
}

function inputOf(
  name: string,
  endpoint: Endpoint,
  container: ContainerInspect,
  given: EndpointInput | undefined,
): EndpointInput {
  const ipam = endpoint.IPAMConfig ?? {};
  const aliases = ownAliases(endpoint, container, given?.aliases);
  const ipv4Address = fixedAddress(ipam.IPv4Address, given?.ipv4Address, endpoint);
  const ipv6Address = fixedAddress(ipam.IPv6Address, given?.ipv6Address, endpoint);
  return {
    name,
    ...(aliases.length > 0 ? { aliases } : {}),
    ...(ipv4Address ? { ipv4Address } : {}),
    ...(ipv6Address ? { ipv6Address } : {}),
    ...(ipam.LinkLocalIPs?.length ? { linkLocalIps: ipam.LinkLocalIPs } : {}),
    // Every endpoint has a MAC address; it is an input only where one was asked for.
    ...(given?.macAddress && endpoint.MacAddress ? { macAddress: endpoint.MacAddress } : {}),
    ...(pairs(endpoint.DriverOpts).length > 0 ? { driverOpts: pairs(endpoint.DriverOpts) } : {}),
    ...(endpoint.GwPriority ? { gwPriority: endpoint.GwPriority } : {}),
  };
}

/** A network's id in the swarm, where those of one engine are of 64 digits. */
const idInSwarm = /^[a-z0-9]{25}$/;

/** The address an endpoint is to have; on a swarm's network every one is written there, also those the swarm chose. */
function fixedAddress(
  written: string | undefined,
  asked: string | undefined,
  { NetworkID }: Endpoint,
): string | undefined {
  return idInSwarm.test(NetworkID) && !asked ? undefined : written;
}

/** The engine adds the container's short id and, where one was given, its hostname to the aliases. */
function ownAliases(
  endpoint: Endpoint,
  container: ContainerInspect,
  wanted: readonly string[] = [],
): string[] {
  const added = [container.Id.slice(0, 12), container.Config.Hostname];
  return (endpoint.Aliases ?? []).filter(alias => wanted.includes(alias) || !added.includes(alias));
}

export function endpointSettings(want: EndpointInput): EndpointSettings {
  const ipam = {
    ...(want.ipv4Address ? { IPv4Address: address(want.ipv4Address) } : {}),
    ...(want.ipv6Address ? { IPv6Address: address(want.ipv6Address) } : {}),
    ...(want.linkLocalIps?.length ? { LinkLocalIPs: want.linkLocalIps.map(address) } : {}),
  };
  return {
    ...(want.aliases?.length ? { Aliases: want.aliases } : {}),
    IPAMConfig: ipam,
    ...(want.macAddress ? { MacAddress: mac(want.macAddress) } : {}),
    DriverOpts: unpair(want.driverOpts ?? []),
    ...(want.gwPriority ? { GwPriority: want.gwPriority } : {}),
  };
}

function pairs(options: Readonly<Record<string, string>> | null | undefined): string[] {
  return Object.entries(options ?? {}).map(([key, value]) => `${key}=${value}`);
}

function unpair(options: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    options.map(option => {
      const equals = option.indexOf("=");
      return equals === -1 ? [option, ""] : [option.slice(0, equals), option.slice(equals + 1)];
    }),
  );
}

/** An address in the form in which equal ones look equal; none is an empty text. */
function address(text: string | undefined): string {
  return canonicalAddress(text ?? "") ?? text ?? "";
}

function mac(text: string | undefined): string {
  return canonicalMac(text ?? "") ?? text ?? "";
}

function sameSet(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  const [a, b] = [new Set(left), new Set(right)];
  return a.size === b.size && a.isSubsetOf(b);
}
