import type { Difference } from "../diff/difference.ts";
import type { Reach } from "../reach/edge.ts";

/** Writes what docs/schemas/reach.v1.json describes. */
export function reachJson(reach: Reach): string {
  return JSON.stringify(reach, null, 2);
}

/** Writes what docs/schemas/diff.v1.json describes. */
export function diffJson(difference: Difference): string {
  return JSON.stringify(difference, null, 2);
}
