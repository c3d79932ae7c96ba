import { createHash } from "node:crypto";

/** A block of IPv4 addresses: the first one as a number, and the prefix length. */
export interface Block {
  readonly first: number;
  readonly prefix: number;
}

/** Where a segment is to be. */
export interface Place {
  readonly block: Block;
  /** In CIDR notation: it may be anywhere in there. Undefined for a subnet of its user's choice. */
  readonly pool?: string;
}

/** Where a segment is whose arguments are refused. */
export const nowhere: Place = { block: { first: 0, prefix: 32 } };

/** Where segments get their addresses. */
export interface SubnetPool {
  /** The block all segments lie in, in CIDR notation. @default "10.64.0.0/10" */
  readonly cidr?: string;
  /**
   * Prefix length of one segment: 27 holds 29 replicas and the gateway.
   *
   * @default 27
   */
  readonly prefix?: number;
}

export const defaultPool = { cidr: "10.64.0.0/10", prefix: 27 } as const;

/** Reads `10.64.0.0/10`; undefined for what is no IPv4 block, or not written by its first address. */
export function parseBlock(cidr: string): Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some(octet => octet > 255) || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % size(prefix) === 0 ? { first, prefix } : undefined;
}

export function formatBlock({ first, prefix }: Block): string {
  return `${formatAddress(first)}/${prefix}`;
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".");
}

export function blocksOverlap(left: Block, right: Block): boolean {
  return left.first < right.first + size(right.prefix) && right.first < left.first + size(left.prefix);
}

export function blockContains(outer: Block, inner: Block): boolean {
  return outer.prefix <= inner.prefix && blocksOverlap(outer, inner);
}

/**
 * The block a key falls on: always the same for the same key and pool, so that adding one moves no other. Two keys may
 * fall on the same block (with the default pool and 60 segments the chance is about 1.3 %); the later one then gets the
 * next that is free. Undefined where none is.
 */
export function placeBlock(
  pool: Block,
  prefix: number,
  key: string,
  taken: readonly Block[] = [],
): Block | undefined {
  const slots = 2 ** (prefix - pool.prefix);
  const hash = createHash("sha256").update(key).digest().readUIntBE(0, 6);
  // A block is in the way of one slot at most, or of as many as it is larger.
  const tries = Math.min(
    slots,
    1 + taken.reduce((sum, one) => sum + Math.max(1, size(one.prefix) / size(prefix)), 0),
  );
  for (let step = 0; step < tries; step++) {
    const block = { first: pool.first + ((hash + step) % slots) * size(prefix), prefix };
    if (!taken.some(one => blocksOverlap(one, block))) return block;
  }
  return undefined;
}

/** The address a segment's gateway has: its second. */
export function gatewayOf(block: Block): string {
  return formatAddress(block.first + 1);
}

/** The address so many before a block's last, which is its broadcast address. */
export function addressFromEnd(cidr: string, fromEnd: number): string {
  const block = parseBlock(cidr);
  if (block === undefined) return "";
  return formatAddress(block.first + size(block.prefix) - 1 - fromEnd);
}

/** How many members a block has room for, beside the gateway. */
export function roomIn({ prefix }: Block): number {
  return size(prefix) - 3;
}

/** How many addresses a block has. */
export function size(prefix: number): number {
  return 2 ** (32 - prefix);
}
