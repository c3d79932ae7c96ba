import { getProject, getStack } from "@pulumi/pulumi";
import type { Problems } from "../check/problems.ts";
import { checkUnique, giveName } from "../check/unique.ts";
import { PerRun } from "../run.ts";
import {
  type Block,
  blockContains,
  blocksOverlap,
  defaultPool,
  formatBlock,
  nowhere,
  type Place,
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

/** The longest prefix with room for a gateway, two replicas and what the engine keeps for itself. */
const longestPrefix = 29;

/** Finds the segments of one component their places, which are taken by {@link takeSubnet} when they are made. */
export class Allocation {
  readonly #problems: Problems;
  readonly #found = new Map<string, Block>();

  /** @param problems where it is said what cannot be placed. */
  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** Where a segment is to be; {@link nowhere} where it has no place. */
  place(request: SubnetRequest): Place {
    const { name, subnet } = request;
    checkUnique("segment", name, request.namePath, this.#problems);
    const division = poolOf(request, this.#problems);
    if (division === undefined) return nowhere;
    const others = [...taken.get(), ...this.#found].filter(([other]) => other !== name);
    const block =
      subnet === undefined
        ? freeBlock(division, request, others, this.#problems)
        : ownBlock(division, request, subnet, others, this.#problems);
    if (block === undefined) return nowhere;
    this.#found.set(name, block);
    return subnet === undefined ? { block, pool: division.cidr } : { block };
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

/** Where the segment's name places it, or next after that where another of this program is. */
function freeBlock(
  { cidr, pool, prefix }: Division,
  { name, poolPath }: SubnetRequest,
  others: readonly Neighbour[],
  problems: Problems,
): Block | undefined {
  const taken = others.map(([, block]) => block);
  const block = placeBlock(pool, prefix, `${getProject()}/${getStack()}/${name}`, taken);
  if (block === undefined) {
    const advice = "give a larger pool, or another";
    problems.add(poolPath, `segment ${name} finds no place, since the pool ${cidr} is full; ${advice}`);
  }
  return block;
}

/** A segment of this program, and where it is. */
type Neighbour = readonly [name: string, block: Block];

function ownBlock(
  { cidr, pool }: Division,
  request: SubnetRequest,
  subnet: string,
  others: readonly Neighbour[],
  problems: Problems,
): Block | undefined {
  const { subnetPath = request.poolPath } = request;
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
    checkNeighbours(request, own, others, problems);
    return own;
  }
  return undefined;
}

function checkNeighbours(
  { name, namePath, subnetPath, poolPath }: SubnetRequest,
  block: Block,
  others: readonly Neighbour[],
  problems: Problems,
): void {
  const there = others.find(([, place]) => blocksOverlap(place, block));
  if (there === undefined) return;
  problems.add(
    subnetPath ?? poolPath,
    `segment ${name} falls on ${formatBlock(block)}, where ${there[0]} is; give it another subnet`,
    [namePath, poolPath, subnetPath ?? poolPath],
  );
}
