import type { Edge, Reach } from "./edge.ts";

/** What is wrong between what is declared and what is so. */
export interface Judgement {
  /** Reachable, or possibly so, and declared by nobody. */
  readonly excess: readonly Edge[];
  /** Declared, and not reachable, or not surely so. */
  readonly missing: readonly Edge[];
}

/** Compares what can be reached with what was declared. Unknown counts against both: it passes for neither. */
export function judge(reach: Reach): Judgement {
  return {
    excess: reach.edges.filter(edge => edge.verdict !== "denied" && !edge.declared),
    missing: reach.edges.filter(edge => edge.verdict !== "allowed" && edge.declared),
  };
}
