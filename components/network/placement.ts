import { getProject, getStack } from "@pulumi/pulumi";
import type { Problems } from "../check/problems.ts";
import { checkUnique } from "../check/unique.ts";
import { PerRun } from "../run.ts";
import { describeRoute, type HostRoute, hostRoutes } from "./hostRoutes.ts";
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
  /** Path of the argument its name is made from. */
  readonly namePath: string;
  /** Path of the argument that gives it a subnet of its own; undefined where there is none. */
  readonly subnetPath: string | undefined;
  readonly poolPath: string;
}

/** Subnets already given, by segment name. */
const placed = new PerRun(() => new Map<string, Block>());

/** The longest prefix with room for a gateway, two replicas and what the engine keeps for itself. */
const longestPrefix = 29;

/**
 * Gives each segment its subnet. What cannot be placed goes to `problems`; nothing is kept then.
 *
 * @returns the subnets by segment name.
 */
export function placeSubnets(
  wishes: readonly SubnetWish[],
  problems: Problems,
  routes: readonly HostRoute[] = hostRoutes(),
): ReadonlyMap<string, Block> {
  const before = placed.get();
  const found = new Map<string, Block>();
  for (const wish of wishes) {
    checkUnique("segment", wish.name, wish.namePath, problems);
    const pool = poolOf(wish, problems);
    const block = pool && blockIn(pool, wish, problems);
    if (block === undefined) continue;
    checkRoutes(wish, block, routes, problems);
    checkNeighbours(wish, block, [...before, ...found], problems);
    found.set(wish.name, block);
  }
  if (problems.none) for (const [name, block] of found) before.set(name, block);
  return found;
}

/** A pool as a block, and what it is divided into. */
interface Division {
  readonly cidr: string;
  readonly pool: Block;
  readonly prefix: number;
}

function poolOf({ pool: given, poolPath }: SubnetWish, problems: Problems): Division | undefined {
  const cidr = given?.cidr ?? defaultPool.cidr;
  const prefix = given?.prefix ?? defaultPool.prefix;
  const pool = parseBlock(cidr);
  if (pool === undefined) {
    const advice = "write it by its first address, like 10.64.0.0/10";
    problems.add(`${poolPath}.cidr`, `"${cidr}" is no block of IPv4 addresses; ${advice}`);
  } else if (pool.prefix > longestPrefix) {
    problems.add(
      `${poolPath}.cidr`,
      `${cidr} has no room for a segment; give a block of at least 8 addresses`,
    );
  } else if (prefix < pool.prefix || prefix > longestPrefix) {
    const advice = `give ${pool.prefix} to ${longestPrefix} for a pool of ${cidr}`;
    problems.add(`${poolPath}.prefix`, `${prefix} does not fit; ${advice}`, [poolPath]);
  } else {
    return { cidr, pool, prefix };
  }
  return undefined;
}

function blockIn({ cidr, pool, prefix }: Division, wish: SubnetWish, problems: Problems): Block | undefined {
  const { name, subnet, subnetPath = wish.poolPath } = wish;
  if (subnet === undefined) return placeBlock(pool, prefix, `${getProject()}/${getStack()}/${name}`);
  const own = parseBlock(subnet);
  if (own === undefined) {
    problems.add(subnetPath, `"${subnet}" is no subnet; write it by its first address, like 10.64.3.32/27`);
  } else if (own.prefix > longestPrefix) {
    problems.add(subnetPath, `${subnet} has no room for two members; give a /${longestPrefix} or larger`);
  } else if (!blockContains(pool, own)) {
    problems.add(subnetPath, `${subnet} is outside the pool ${cidr}; choose one inside, or another pool`, [
      wish.poolPath,
    ]);
  } else {
    return own;
  }
  return undefined;
}

function checkRoutes(
  { name, namePath, subnet, subnetPath, poolPath }: SubnetWish,
  block: Block,
  routes: readonly HostRoute[],
  problems: Problems,
): void {
  const route = routes.find(one => blocksOverlap(one.block, block));
  if (route === undefined) return;
  const remedy = subnetPath === undefined ? "give another pool" : `give another pool, or ${subnetPath}`;
  problems.add(
    subnet === undefined ? poolPath : (subnetPath ?? poolPath),
    `segment ${name} falls on ${formatBlock(block)}, which this host routes elsewhere: ${describeRoute(route)}; ${remedy}`,
    [namePath, poolPath, subnetPath ?? poolPath],
  );
}

function checkNeighbours(
  { name, namePath, subnetPath, poolPath }: SubnetWish,
  block: Block,
  others: readonly (readonly [name: string, block: Block])[],
  problems: Problems,
): void {
  const taken = others.find(([other, place]) => other !== name && blocksOverlap(place, block));
  if (taken === undefined) return;
  const remedy = subnetPath === undefined ? "give another pool" : "give it a subnet of its own here";
  problems.add(
    subnetPath ?? poolPath,
    `segment ${name} falls on ${formatBlock(block)}, where ${taken[0]} is; ${remedy}`,
    [namePath, poolPath, subnetPath ?? poolPath],
  );
}
