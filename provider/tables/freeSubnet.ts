import ipaddr from "ipaddr.js";

/** A run of IPv4 addresses, both ends part of it. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The subnet of IPv4 that is wished for or, where something is in its way, the next of its size in the pool that is
 * free; after the pool's end comes its beginning. Undefined where none is.
 *
 * @param taken subnets in CIDR notation; those of IPv6 are in nobody's way.
 */
export function freeSubnet(wish: string, pool: string, taken: readonly string[]): string | undefined {
  const { first, last } = spanOf(wish) ?? { first: 0, last: 0 };
  const all = spanOf(pool);
  if (all === undefined) return undefined;
  const size = last - first + 1;
  const spans = taken.flatMap(one => spanOf(one) ?? []);
  let at = first;
  for (let wrapped = false; ; ) {
    const other = spans.find(one => one.first < at + size && at <= one.last);
    if (other === undefined) return `${textOf(at)}/${32 - Math.log2(size)}`;
    at = Math.ceil((other.last + 1) / size) * size;
    if (at + size - 1 <= all.last) continue;
    if (wrapped) return undefined;
    wrapped = true;
    at = all.first;
  }
}

/** The address as far from the beginning of one subnet as another address is from that of its own. */
export function likewiseIn(subnet: string, address: string, own: string): string {
  const [to, from] = [spanOf(subnet)?.first ?? 0, spanOf(own)?.first ?? 0];
  return textOf(to + numberOf(ipaddr.IPv4.parse(address)) - from);
}

/** The length of a subnet's prefix: 27 of `10.64.3.32/27`. */
export function prefixOf(subnet: string): number {
  return Number(subnet.split("/")[1]);
}

function spanOf(subnet: string): Span | undefined {
  if (!ipaddr.IPv4.isValidCIDR(subnet)) return undefined;
  const first = numberOf(ipaddr.IPv4.networkAddressFromCIDR(subnet));
  return { first, last: first + 2 ** (32 - prefixOf(subnet)) - 1 };
}

function numberOf({ octets }: ipaddr.IPv4): number {
  return octets.reduce((number, octet) => number * 256 + octet, 0);
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".");
}
