import { PerRun } from "../run.ts";
import type { Problems } from "./problems.ts";

/** What has a place of its own in the topology, by its name. */
export type Named = "segment" | "volume" | "workload";

const given = new PerRun(
  "names",
  (): Record<Named, Set<string>> => ({ segment: new Set(), volume: new Set(), workload: new Set() }),
);

/**
 * Complains of a name that is taken. Pulumi itself would take the same name again under another parent; in the
 * topology the two would be one, and what is known of the first would be lost.
 */
export function checkUnique(kind: Named, name: string, path: string, problems: Problems): void {
  if (!given.get()[kind].has(name)) return;
  problems.add(path, `there is a ${kind} ${name} in this stack already; choose a name that none has yet`);
}

/** Keeps a name for what is about to be registered. */
export function giveName(kind: Named, name: string): void {
  given.get()[kind].add(name);
}
