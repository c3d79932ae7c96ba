import type { Problems } from "../check/problems.ts";
import { checkUnique, giveName } from "../check/unique.ts";
import { PerRun } from "../run.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { segmentWishes } from "./wishes.ts";

/** What of a workload's arguments names it, and says where. */
type Naming = Pick<WorkloadArgs, "hostname" | "replicas" | "segments">;

/** What a workload is called, and where it can be called so. */
interface Called {
  readonly id: string;
  readonly hostname: string;
  readonly replicas: number;
  readonly segments: ReadonlySet<string>;
}

const taken = new PerRun((): Called[] => []);

/** Keeps the names of a workload that is about to be registered. */
export function takeNames(id: string, args: Naming): void {
  giveName("workload", id);
  taken.get().push(called(id, args));
}

/**
 * Complains of names that another workload of the stack has: its own, or a replica's. The eleventh replica of `w` and the
 * first of `w1` are both `w11`, to Pulumi in the whole stack; to the engine's DNS, on a common segment, so are the first
 * replica of `app` and a workload `app1`.
 */
export function checkNames(id: string, args: Naming, problems: Problems): void {
  checkUnique("workload", id, "name", problems);
  const own = called(id, args);
  for (const other of taken.get()) {
    // That has been said.
    if (other.id === id) continue;
    const inPulumi = firstCommon(numbered(own.id, own), numbered(other.id, other));
    const name = inPulumi ?? commonInDns(own, other);
    if (name === undefined) continue;
    problems.add(
      inPulumi === undefined && args.hostname !== undefined ? "hostname" : "name",
      `${name} is a name of workload ${other.id} too (a replica's is its workload's and its number); choose another`,
    );
  }
}

function commonInDns(own: Called, other: Called): string | undefined {
  // Two that are given one name are meant to answer to it together.
  if (own.segments.isDisjointFrom(other.segments) || own.hostname === other.hostname) return undefined;
  const [mine, theirs] = [numbered(own.hostname, own), numbered(other.hostname, other)];
  return firstCommon([own.hostname, ...mine], theirs) ?? firstCommon(mine, [other.hostname]);
}

function called(id: string, args: Naming): Called {
  const { hostname = id, replicas = 1 } = args;
  const serving = segmentWishes(args).filter(({ serves }) => serves);
  const segments = new Set(serving.map(({ network }) => network.id));
  return { id, hostname, replicas, segments };
}

function numbered(name: string, { replicas }: Called): string[] {
  return Array.from({ length: replicas }, (_, index) => `${name}${index + 1}`);
}

function firstCommon(left: readonly string[], right: readonly string[]): string | undefined {
  return left.find(name => right.includes(name));
}
