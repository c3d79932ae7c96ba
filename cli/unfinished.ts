import type { Topology } from "../topology/index.ts";
import { invocation } from "./invocation.ts";

/**
 * Says in one sentence of what and one of what to do that a stack's last update has not come to its end; undefined where
 * it has. Whatever were computed, judged or probed of what is half known might be untrue.
 */
export function unfinishedText({ name, unfinished }: Topology): string | undefined {
  if (unfinished === undefined) return undefined;
  const what = `The last update of ${name} has not come to its end: ${unfinished.join("; ")}.`;
  return `${what} Run \`pulumi up\` (or \`${invocation("up")}\`) again, then this.`;
}
