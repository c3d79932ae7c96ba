import type { Edge } from "../reach/edge.ts";

/** How an edge stands to what is declared; `open` and `perhaps` where nothing is that it could be held against. */
export type EdgeState =
  | "declared"
  | "excess"
  | "host-open"
  | "unknown"
  | "unsure"
  | "missing"
  | "closed"
  | "open"
  | "perhaps";

/** What a renderer has to know of where a reach comes from. */
export interface Declaring {
  /** Whether flows were declared that edges can be held against; what is read from an engine declares none. @default true */
  readonly declares?: boolean;
}

export function stateOf(
  { verdict, declared, acknowledged }: Pick<Edge, "verdict" | "declared" | "acknowledged">,
  { declares = true }: Declaring,
): EdgeState {
  if (acknowledged !== undefined && verdict !== "denied" && declares) return acknowledged;
  switch (verdict) {
    case "allowed":
      if (!declares) return "open";
      return declared ? "declared" : "excess";
    case "unknown":
      if (!declares) return "perhaps";
      return declared ? "unsure" : "unknown";
    case "denied":
      return declared ? "missing" : "closed";
  }
}

/** The state in words, the wrong ones so that they catch the eye. */
export const stateWords: Readonly<Record<EdgeState, string>> = {
  declared: "declared",
  excess: "EXCESS: nobody declared it",
  "host-open": "EXCESS, host-open: comes with its network",
  unknown: "UNKNOWN: perhaps, nobody declared it",
  unsure: "UNKNOWN: perhaps reachable, declared",
  missing: "MISSING: declared, not reachable",
  closed: "closed",
  open: "",
  perhaps: "UNKNOWN: perhaps reachable",
};

const fine: ReadonlySet<EdgeState> = new Set<EdgeState>(["declared", "closed", "open", "perhaps"]);

/** Whether an edge in that state is not as it should be. */
export function isWrong(state: EdgeState): boolean {
  return !fine.has(state);
}
