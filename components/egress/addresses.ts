import { type Block, blockContains, blocksOverlap, formatBlock, parseBlock } from "../network/subnets.ts";

/**
 * Addresses that no name may lead to, whatever a list says: the machine itself, its cloud's metadata service, and what is
 * nobody's address.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export const neverOpen: readonly string[] = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  // Link-local, and with it the metadata service of most clouds; then those of Azure, Alibaba and Oracle.
  "169.254.0.0/16",
  "168.63.129.16/32",
  "100.100.100.200/32",
  "192.0.0.192/32",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/** Addresses that are somebody's own network: this host's, its neighbours'. Open where a list names a block of them. */
export const privateBlocks: readonly string[] = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
];

/** The block of {@link neverOpen} that one falls on; undefined where it falls on none. */
export function neverOpenIn(block: Block): string | undefined {
  return neverOpen.find(text => {
    const never = parseBlock(text);
    // A wide block may well hold a few that stay closed: one that lies in them wholly opens nothing.
    return never !== undefined && blocksOverlap(never, block) && never.prefix <= block.prefix;
  });
}

/** Whether a block is a part of somebody's own network. */
export function isPrivate(text: string): boolean {
  const block = readBlock(text);
  if (block === undefined) return false;
  return privateBlocks.some(one => {
    const outer = parseBlock(one);
    return outer !== undefined && blockContains(outer, block);
  });
}

/** Reads a block, or a single address. */
export function readBlock(text: string): Block | undefined {
  return parseBlock(text.includes("/") ? text : `${text}/32`);
}

/** A block in full: a single address with `/32`. */
export function blockText(text: string): string {
  const block = readBlock(text);
  return block === undefined ? text : formatBlock(block);
}
