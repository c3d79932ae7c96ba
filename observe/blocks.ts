import { BlockList, isIPv6 } from "node:net";

/** Tells which addresses lie in blocks, each in CIDR notation. */
export function addressesIn(...blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [first = "", prefix] = block.split("/");
    list.addSubnet(first, Number(prefix), isIPv6(first) ? "ipv6" : "ipv4");
  }
  return list;
}
