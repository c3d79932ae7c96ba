import { PerRun } from "../run.ts";
import type { Problems } from "./problems.ts";

/** What has a place of its own in the topology, by its name. */
export type Named = "segment" | "volume" | "workload";

const given = new PerRun(
  "names",
  (): Record<Named, Set<string>> => ({ segment: new Set(), volume: new Set(), workload: new Set() }),
);

/** Clients in other stacks: one of them may have to do with several of this one's components. */
const clients = new PerRun("clients-elsewhere", () => new Set<string>());

/**
 * Complains of a name that is taken. Pulumi itself would take the same name again under another parent; in the
 * topology the two would be one, and what is known of the first would be lost.
 */
export function checkUnique(kind: Named, name: string, path: string, problems: Problems): void {
  if (kind === "workload" && clients.get().has(name)) {
    const reason = `something of this stack is shared with a client ${name} of another one`;
    problems.add(path, `${reason}; choose a name that none has yet`);
  }
  if (!given.get()[kind].has(name)) return;
  problems.add(path, `there is a ${kind} ${name} in this stack already; choose a name that none has yet`);
}

/** Complains of a client in another stack that is called as a workload of this one. */
export function checkClient(name: string, path: string, problems: Problems): void {
  if (!given.get().workload.has(name)) return;
  problems.add(
    path,
    `there is a workload ${name} in this stack; choose another name for who is in another one`,
  );
}

/** Keeps the name of a client in another stack. */
export function giveClient(name: string): void {
  clients.get().add(name);
}

/** Keeps a name for what is about to be registered. */
export function giveName(kind: Named, name: string): void {
  given.get()[kind].add(name);
}
