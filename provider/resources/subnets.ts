import { BlockList, isIP } from "node:net";
import type { Plain } from "../protocol/values.ts";

/** Says what is wrong with a subnet in CIDR notation, or nothing. */
export function subnetComplaint(value: Plain): string | undefined {
  if (typeof value !== "string" || value === "" || parse(value) !== undefined) return undefined;
  return `"${value}" is not a subnet; write it like 10.64.0.0/24 or fd00:64::/64`;
}

/** True when a subnet of one list shares an address with one of the other. */
export function overlap(left: readonly string[], right: readonly string[]): boolean {
  return left.some(one => right.some(other => contains(one, other) || contains(other, one)));
}

/** True when the first address of `inner` lies in `outer`; two subnets overlap when either holds the other's first. */
function contains(outer: string, inner: string): boolean {
  const [a, b] = [parse(outer), parse(inner)];
  if (a === undefined || b === undefined || a.family !== b.family) return false;
  const block = new BlockList();
  block.addSubnet(a.address, a.prefix, a.family);
  return block.check(b.address, b.family);
}

function parse(cidr: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } | undefined {
  const [address = "", prefix = "", ...rest] = cidr.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  if (Number(prefix) > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix: Number(prefix), family: version === 4 ? "ipv4" : "ipv6" };
}
