import type { Workload } from "../model/workload.ts";

/** Whose interfaces a workload uses in the end. */
export interface Ownership {
  /** The id of that workload; its own where nobody has any. */
  readonly namespace: string;
  /** The workload itself, or the one it joined; undefined where there is none, or none that is known. */
  readonly owner: Workload | undefined;
  readonly unknown: string | undefined;
  readonly circular: boolean;
}

/** Follows `container:` to the workload that has the interfaces. */
export function findOwner(workload: Workload, workloads: ReadonlyMap<string, Workload>): Ownership {
  const seen = new Set<string>();
  let owner = workload;
  while (owner.namespace.kind === "workload") {
    seen.add(owner.id);
    const { of } = owner.namespace;
    // A workload of a circle waits for itself: it has no interfaces, and never will.
    if (seen.has(of)) return { namespace: workload.id, owner: undefined, unknown: undefined, circular: true };
    const next = workloads.get(of);
    if (next === undefined) {
      const unknown = `${workload.id} uses the network interfaces of ${of}, which is not described here`;
      return { namespace: of, owner: undefined, unknown, circular: false };
    }
    owner = next;
  }
  const unknown =
    owner.namespace.kind === "unknown"
      ? `it is not known yet which network interfaces ${owner.id} uses`
      : undefined;
  return { namespace: owner.id, owner, unknown, circular: false };
}
