import { getProject, getStack } from "@pulumi/pulumi";
import type { Problems } from "../check/problems.ts";
import { describeRoute, hostRoutes } from "./hostRoutes.ts";
import {
  type Block,
  blockContains,
  blocksOverlap,
  defaultPool,
  formatBlock,
  parseBlock,
  placeBlock,
  type SubnetPool,
} from "./subnets.ts";

/** A segment that wants a subnet. */
export interface SubnetWish {
  /** The segment's name: what its place is computed from. */
  readonly name: string;
  /** A subnet of its own, instead of the computed one. */
  readonly subnet: string | undefined;
  readonly pool: SubnetPool | undefined;
  /** Paths of the arguments to name in problems. */
  readonly subnetPath: string;
  readonly poolPath: string;
}

/** Subnets already given in a program, by segment name; one map per stack, since tests run several in a process. */
const placed = new Map<string, Map<string, Block>>();

/**
 * Gives each segment its subnet. What cannot be placed goes to `problems`; nothing is kept then.
 *
 * @returns the subnets by segment name.
 */
export function placeSubnets(wishes: readonly SubnetWish[], problems: Problems): ReadonlyMap<string, Block> {
  const before = placed.get(stackKey()) ?? new Map<string, Block>();
  const routes = hostRoutes();
  const found = new Map<string, Block>();
  for (const wish of wishes) {
    const block = blockFor(wish, problems);
    if (block === undefined) continue;
    const route = routes.find(one => blocksOverlap(one.block, block));
    if (route !== undefined) {
      problems.add(
        wish.poolPath,
        `segment ${wish.name} falls on ${formatBlock(block)}, which this host routes elsewhere: ${describeRoute(route)}; ` +
          `give another pool, or ${wish.subnetPath}`,
      );
    }
    const taken = [...before, ...found].find(
      ([name, other]) => name !== wish.name && blocksOverlap(other, block),
    );
    if (taken !== undefined) {
      problems.add(
        wish.subnetPath,
        `segment ${wish.name} falls on ${formatBlock(block)}, where ${taken[0]} is; give it a subnet of its own here`,
      );
    }
    found.set(wish.name, block);
  }
  if (problems.none) placed.set(stackKey(), new Map([...before, ...found]));
  return found;
}

function blockFor(wish: SubnetWish, problems: Problems): Block | undefined {
  const cidr = wish.pool?.cidr ?? defaultPool.cidr;
  const prefix = wish.pool?.prefix ?? defaultPool.prefix;
  const pool = parseBlock(cidr);
  if (pool === undefined) {
    problems.add(
      `${wish.poolPath}.cidr`,
      `"${cidr}" is no block of IPv4 addresses; write it like 10.64.0.0/10`,
    );
    return undefined;
  }
  if (prefix < pool.prefix || prefix > 29) {
    problems.add(
      `${wish.poolPath}.prefix`,
      `${prefix} does not fit; give ${pool.prefix} to 29 for a pool of ${cidr}`,
    );
    return undefined;
  }
  if (wish.subnet === undefined) return placeBlock(pool, prefix, `${stackKey()}/${wish.name}`);
  const own = parseBlock(wish.subnet);
  if (own === undefined) {
    problems.add(
      wish.subnetPath,
      `"${wish.subnet}" is no subnet; write it by its first address, like 10.64.3.32/27`,
    );
  } else if (!blockContains(pool, own)) {
    problems.add(
      wish.subnetPath,
      `${wish.subnet} is outside the pool ${cidr}; choose one inside, or another pool`,
    );
    return undefined;
  }
  return own;
}

function stackKey(): string {
  return `${getProject()}/${getStack()}`;
}
