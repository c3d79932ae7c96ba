import type { Edge } from "../reach/edge.ts";

/** How an edge stands to what is declared. */
export type EdgeState = "declared" | "excess" | "unknown" | "unsure" | "missing" | "closed";

export function stateOf({ verdict, declared }: Pick<Edge, "verdict" | "declared">): EdgeState {
  switch (verdict) {
    case "allowed":
      return declared ? "declared" : "excess";
    case "unknown":
      return declared ? "unsure" : "unknown";
    case "denied":
      return declared ? "missing" : "closed";
  }
}

/** The state in words, the wrong ones so that they catch the eye. */
export const stateWords: Readonly<Record<EdgeState, string>> = {
  declared: "declared",
  excess: "EXCESS: nobody declared it",
  unknown: "UNKNOWN: perhaps, nobody declared it",
  unsure: "UNKNOWN: perhaps reachable, declared",
  missing: "MISSING: declared, not reachable",
  closed: "closed",
};

/** Whether an edge is not as it should be. */
export function isWrong(edge: Pick<Edge, "verdict" | "declared">): boolean {
  const state = stateOf(edge);
  return state !== "declared" && state !== "closed";
}
