import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** The two families of addresses. */
export type Family = 4 | 6;

type Parsed = ReturnType<typeof ipaddr.parse>;

/**
 * Addresses, subnets and MACs in the one form in which equal ones look equal. Check, diff and read all compare these, so
 * that `FD00:0:0::5` and `fd00::5` are never two addresses. Each is undefined for a text that is none.
 */

/** An address of IPv4 or IPv6: `fd00:0:0:0:0:0:0:5` is `fd00::5` (RFC 5952). A zone (`%eth0`) is no part of one. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : textOf(address);
}

/** A subnet in CIDR notation, by its first address: `10.64.0.7/24` is `10.64.0.0/24`. */
export function canonicalSubnet(text: string): string | undefined {
  const subnet = parseSubnet(text);
  return subnet === undefined ? undefined : `${textOf(firstOf(subnet))}/${subnet.prefix}`;
}

/** A MAC address of six bytes, however they are parted: `02-42-AC-11-00-02` and `0242.ac11.0002` are `02:42:ac:11:00:02`. */
export function canonicalMac(text: string): string | undefined {
  if (
    !/^(?:[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})$/i.test(text)
  )
    return undefined;
  const digits = text.toLowerCase().replace(/[^0-9a-f]/g, "");
  return digits.replace(/(..)(?!$)/g, "$1:");
}

/** The family of an address or a subnet; undefined for what is neither. */
export function familyOf(text: string): Family | undefined {
  const version = isIP(text.split("/")[0] ?? "");
  return version === 4 || version === 6 ? version : undefined;
}

/** True when the address, or the first one of the subnet, lies in this subnet. */
export function contains(subnet: string, inner: string): boolean {
  const outer = parseSubnet(subnet);
  const address = inner.includes("/") ? parseSubnet(inner)?.address : parseAddress(inner);
  if (outer === undefined || address === undefined || address.kind() !== outer.address.kind()) return false;
  return address.match(outer.address, outer.prefix);
}

/** True when a subnet of one list shares an address with one of the other. */
export function overlap(left: readonly string[], right: readonly string[]): boolean {
  return left.some(one => right.some(other => contains(one, other) || contains(other, one)));
}

/** The address that names a subnet, and that of IPv4 which reaches all in it: nobody can have either. */
export function reservedIn(subnet: string): readonly string[] {
  const parsed = parseSubnet(subnet);
  if (parsed === undefined) return [];
  const first = textOf(firstOf(parsed));
  if (parsed.address.kind() === "ipv6") return parsed.prefix < 127 ? [first] : [];
  return parsed.prefix < 31 ? [first, textOf(ipaddr.IPv4.broadcastAddressFromCIDR(subnet))] : [];
}

function parseAddress(text: string): Parsed | undefined {
  return isIP(text) === 0 || text.includes("%") ? undefined : ipaddr.parse(text);
}

function parseSubnet(text: string): { readonly address: Parsed; readonly prefix: number } | undefined {
  const [head = "", prefix = "", ...rest] = text.split("/");
  const address = parseAddress(head);
  if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  const most = address.kind() === "ipv4" ? 32 : 128;
  return Number(prefix) > most ? undefined : { address, prefix: Number(prefix) };
}

function firstOf({ address, prefix }: { readonly address: Parsed; readonly prefix: number }): Parsed {
  const family = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return family.networkAddressFromCIDR(`${address.toString()}/${prefix}`);
}

function textOf(address: Parsed): string {
  return "toRFC5952String" in address ? address.toRFC5952String() : address.toString();
}
