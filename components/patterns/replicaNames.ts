import type { Problems } from "../check/problems.ts";

/**
 * A replica's own name is its workload's with a number; another of the same application may not have it.
 *
 * @param replicas how many there are, by the workload's name.
 * @param pathOf where the arguments of a workload stand.
 */
export function checkReplicaNames(
  replicas: ReadonlyMap<string, number>,
  pathOf: (name: string) => string,
  problems: Problems,
): void {
  for (const [name, count] of replicas) {
    for (const taken of replicas.keys()) {
      if (!isReplicaName(taken, name, count)) continue;
      problems.add(pathOf(taken), `${taken} is also the name of a replica of ${name}; choose another`);
    }
  }
}

function isReplicaName(name: string, workload: string, replicas: number): boolean {
  const number = name.startsWith(workload) ? name.slice(workload.length) : "";
  return /^[1-9]\d*$/.test(number) && Number(number) <= replicas;
}
