import type { Properties } from "../../protocol/values.ts";
import { canonicalAddress, canonicalMac, familyOf } from "../../tables/address.ts";
import type { Exclusion } from "../resource.ts";
import type { EndpointInput } from "./endpoints.ts";
import { hostPorts } from "./networking.ts";
import { writableShares } from "./storage.ts";

/**
 * When an old and a new container cannot run side by side. That two of them write to one place is more than untidy:
 * two database servers on one data folder destroy it.
 */
export const exclusive: Exclusion = {
  decide: (before, after) =>
    before["name"] === after["name"] ||
    meet(hostPorts(before), hostPorts(after), samePort) ||
    meet(sharedNamespace(before), sharedNamespace(after)) ||
    meet(fixedAddresses(before), fixedAddresses(after)) ||
    meet(writableShares(before), writableShares(after)),
  about:
    "the old one goes first when both have the same name, a port of the host, a fixed address, the host's network " +
    "or another container's, or a volume or folder that both may write to",
};

function meet(
  left: readonly string[],
  right: readonly string[],
  same: (one: string, other: string) => boolean = (one, other) => one === other,
): boolean {
  return left.some(one => right.some(other => same(one, other)));
}

/** True for one port of the host: `0.0.0.0` takes it at every address of IPv4, `::` at every one of IPv6. */
export function sameHostPort(one: string, other: string): boolean {
  const [address, port] = split(one);
  const [otherAddress, otherPort] = split(other);
  if (port !== otherPort) return false;
  if (address === otherAddress || address === "" || otherAddress === "") return true;
  return familyOf(address) === familyOf(otherAddress) && (isAny(address) || isAny(otherAddress));
}

/** The same, and more careful: whether an address of one family holds one of the other is up to the engine's host. */
function samePort(one: string, other: string): boolean {
  const [address, port] = split(one);
  const [otherAddress, otherPort] = split(other);
  return port === otherPort && (address === otherAddress || isAny(address) || isAny(otherAddress));
}

function split(text: string): [address: string, port: string] {
  const colon = text.lastIndexOf(":");
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function isAny(address: string): boolean {
  return address === "" || address === "0.0.0.0" || address === "::";
}

/** The host's network namespace, or another container's: what listens there has the port for itself. */
function sharedNamespace(inputs: Properties): string[] {
  const mode = String(inputs["networkMode"] ?? "");
  return mode === "host" || mode.startsWith("container:") ? [mode] : [];
}

/** Networks of one engine do not overlap, so the address alone tells; one network may go by its name and by its id. */
function fixedAddresses(inputs: Properties): string[] {
  const endpoints = (inputs["networksAdvanced"] ?? []) as readonly EndpointInput[];
  return endpoints.flatMap(({ ipv4Address, ipv6Address, macAddress }) => [
    ...[ipv4Address, ipv6Address].flatMap(address => (address ? (canonicalAddress(address) ?? address) : [])),
    ...(macAddress ? [canonicalMac(macAddress) ?? macAddress] : []),
  ]);
}
