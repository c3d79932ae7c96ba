import type { Labels } from "../engine/index.ts";

/**
 * By what a stack's objects are known on an engine. Two checkouts of one project may have stacks of one name; which of
 * them made an object is told by the id of the provider in its state, and by nothing else.
 */
export interface StackMark {
  /** `project/stack`. */
  readonly label: string;
  /** Ids of the docker providers in its state; undefined where they are not known: then its name decides alone. */
  readonly providers?: readonly string[] | undefined;
}

/** Whether an object with these labels is of the stack. */
export function isOf({ label, providers }: StackMark, labels: Labels | null | undefined): boolean {
  if (labels?.["bulkhead.stack"] !== label) return false;
  const provider = labels["bulkhead.provider"];
  return providers === undefined || provider === undefined || providers.includes(provider);
}
