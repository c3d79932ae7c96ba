import type { Problems } from "../check/problems.ts";
import { checkUnique, giveName } from "../check/unique.ts";
import { PerRun } from "../run.ts";
import type { WorkloadPlan } from "./workload.ts";

/** What of a workload names it, and where it is called so. */
type Naming = Pick<WorkloadPlan, "id" | "hostname" | "replicas" | "attachments">;

/** What a workload is called, and where it can be called so. */
interface Called extends Omit<Naming, "attachments"> {
  readonly networks: ReadonlySet<string>;
}

const taken = new PerRun("workload-names", (): Called[] => []);

/** Keeps the names of a workload that is about to be registered. */
export function takeNames(workload: Naming): void {
  giveName("workload", workload.id);
  taken.get().push(calledAs(workload));
}

/**
 * Complains of names that another workload of the stack has: its own, or a replica's. The eleventh replica of `w` and the
 * first of `w1` are both `w11`, to Pulumi in the whole stack; to the engine's DNS, on a common network, so are the first
 * replica of `app` and a workload `app1`.
 *
 * @param hostnamePath where its name is given; undefined where that is the component's.
 */
export function checkNames(workload: Naming, hostnamePath: string | undefined, problems: Problems): void {
  checkUnique("workload", workload.id, "name", problems);
  const own = calledAs(workload);
  for (const other of taken.get()) {
    // That has been said.
    if (other.id === own.id) continue;
    const inPulumi = firstCommon(numbered(own.id, own), numbered(other.id, other));
    const name = inPulumi ?? commonInDns(own, other);
    if (name === undefined) continue;
    problems.add(
      inPulumi === undefined ? (hostnamePath ?? "name") : "name",
      `${name} is a name of workload ${other.id} too (a replica's is its workload's and its number); choose another`,
    );
  }
}

function commonInDns(own: Called, other: Called): string | undefined {
  // Two that are given one name are meant to answer to it together.
  if (own.networks.isDisjointFrom(other.networks) || own.hostname === other.hostname) return undefined;
  const [mine, theirs] = [numbered(own.hostname, own), numbered(other.hostname, other)];
  return firstCommon([own.hostname, ...mine], theirs) ?? firstCommon(mine, [other.hostname]);
}

function calledAs({ id, hostname, replicas, attachments }: Naming): Called {
  const serving = attachments.filter(({ serves }) => serves);
  return { id, hostname, replicas, networks: new Set(serving.map(({ network }) => network.id)) };
}

function numbered(name: string, { replicas }: Called): string[] {
  return Array.from({ length: replicas }, (_, index) => `${name}${index + 1}`);
}

function firstCommon(left: readonly string[], right: readonly string[]): string | undefined {
  return left.find(name => right.includes(name));
}
