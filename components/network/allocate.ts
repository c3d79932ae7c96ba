import { getProject, getStack } from "@pulumi/pulumi";
import type { Problems } from "../check/problems.ts";
import { checkUnique, giveName } from "../check/unique.ts";
import { PerRun } from "../run.ts";
import { describeRoute, type HostRoute, hostRoutes } from "./hostRoutes.ts";
import {
  type Block,
  blockContains,
  blocksOverlap,
  defaultPool,
  formatBlock,
  noBlock,
  parseBlock,
  placeBlock,
  type SubnetPool,
} from "./subnets.ts";

/** A segment that is to get a subnet, with the arguments that decide which. */
export interface SubnetRequest {
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
const taken = new PerRun("subnets", () => new Map<string, Block>());

/** The host's routes, read once. */
const routesOfRun = new PerRun("host-routes", () => hostRoutes());

/** The longest prefix with room for a gateway, two replicas and what the engine keeps for itself. */
const longestPrefix = 29;

/** Finds the segments of one component their places, which are taken by {@link takeSubnet} when they are made. */
export class Allocation {
  readonly #problems: Problems;
  readonly #routes: readonly HostRoute[];
  readonly #found = new Map<string, Block>();

  /** @param problems where it is said what cannot be placed. */
  constructor(problems: Problems, routes: readonly HostRoute[] = routesOfRun.get()) {
    this.#problems = problems;
    this.#routes = routes;
  }

  /** Where a segment is to be; {@link noBlock} where it has no place. */
  place(request: SubnetRequest): Block {
    checkUnique("segment", request.name, request.namePath, this.#problems);
    const pool = poolOf(request, this.#problems);
    const block = pool && blockIn(pool, request, this.#problems);
    if (block === undefined) return noBlock;
    checkRoutes(request, block, this.#routes, this.#problems);
    checkNeighbours(request, block, [taken.get(), this.#found], this.#problems);
    this.#found.set(request.name, block);
    return block;
  }
}

/** Keeps the place and the name of a segment that is about to be registered. */
export function takeSubnet(name: string, block: Block): void {
  giveName("segment", name);
  taken.get().set(name, block);
}

/** The request of a segment that a component has for itself, as the component's name and `pool` decide it. */
export function ownRequest(name: string, pool: SubnetPool | undefined): SubnetRequest {
  return { name, subnet: undefined, pool, namePath: "name", subnetPath: undefined, poolPath: "pool" };
}

/** A pool as a block, and what it is divided into. */
interface Division {
  readonly cidr: string;
  readonly pool: Block;
  readonly prefix: number;
}

function poolOf({ pool: given, poolPath }: SubnetRequest, problems: Problems): Division | undefined {
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

function blockIn(
  { cidr, pool, prefix }: Division,
  request: SubnetRequest,
  problems: Problems,
): Block | undefined {
  const { name, subnet, subnetPath = request.poolPath } = request;
  if (subnet === undefined) return placeBlock(pool, prefix, `${getProject()}/${getStack()}/${name}`);
  const own = parseBlock(subnet);
  if (own === undefined) {
    problems.add(subnetPath, `"${subnet}" is no subnet; write it by its first address, like 10.64.3.32/27`);
  } else if (own.prefix > longestPrefix) {
    problems.add(subnetPath, `${subnet} has no room for two members; give a /${longestPrefix} or larger`);
  } else if (!blockContains(pool, own)) {
    problems.add(subnetPath, `${subnet} is outside the pool ${cidr}; choose one inside, or another pool`, [
      request.poolPath,
    ]);
  } else {
    return own;
  }
  return undefined;
}

function checkRoutes(
  { name, namePath, subnet, subnetPath, poolPath }: SubnetRequest,
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
  { name, namePath, subnetPath, poolPath }: SubnetRequest,
  block: Block,
  others: readonly ReadonlyMap<string, Block>[],
  problems: Problems,
): void {
  const there = others
    .flatMap(map => [...map])
    .find(([other, place]) => other !== name && blocksOverlap(place, block));
  if (there === undefined) return;
  const remedy = subnetPath === undefined ? "give another pool" : "give it a subnet of its own here";
  problems.add(
    subnetPath ?? poolPath,
    `segment ${name} falls on ${formatBlock(block)}, where ${there[0]} is; ${remedy}`,
    [namePath, poolPath, subnetPath ?? poolPath],
  );
}
