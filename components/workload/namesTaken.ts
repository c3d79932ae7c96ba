import type { Complain } from "../check/complain.ts";
import { PerRun } from "../run.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { segmentWishes } from "./wishes.ts";

/** What a workload is called, and where it can be called so. */
interface Called {
  readonly id: string;
  readonly hostname: string;
  readonly replicas: number;
  readonly segments: ReadonlySet<string>;
}

const taken = new PerRun((): Called[] => []);

/** Keeps the names of a workload that is about to be registered. */
export function takeNames(id: string, args: WorkloadArgs): void {
  taken.get().push(called(id, args));
}

/**
 * Complains where a replica would be called as another workload or its replica is. The eleventh replica of `w` and the
 * first of `w1` are both `w11`, to Pulumi in the whole stack; to the engine's DNS, on a common segment, so are the first
 * replica of `app` and a workload `app1`.
 */
export function checkNamesTaken(id: string, args: Partial<WorkloadArgs>, complain: Complain): void {
  const own = called(id, args);
  for (const other of taken.get()) {
    const name = commonName(own, other);
    if (name === undefined) continue;
    complain(
      args.hostname === undefined ? "name" : "hostname",
      `${name} is a name of workload ${other.id} too (a replica's is its workload's and its number); choose another`,
    );
  }
}

function commonName(own: Called, other: Called): string | undefined {
  const inPulumi = firstCommon(numbered(own.id, own), numbered(other.id, other));
  if (inPulumi !== undefined || own.segments.isDisjointFrom(other.segments)) return inPulumi;
  // Two that are given one name are meant to answer to it together.
  if (own.hostname === other.hostname) return undefined;
  const [mine, theirs] = [numbered(own.hostname, own), numbered(other.hostname, other)];
  return firstCommon([own.hostname, ...mine], theirs) ?? firstCommon(mine, [other.hostname]);
}

function called(id: string, args: Partial<WorkloadArgs>): Called {
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
