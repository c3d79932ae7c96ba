import { flowKey, judge, reach, type Topology } from "../../topology/index.ts";

/** How a topology stands to what it declares: what is not so, by flow, and who has the host open with what was. */
export interface Held {
  readonly excess: readonly string[];
  readonly missing: readonly string[];
  readonly hostOpen: readonly string[];
}

/** All is as declared, and the host is closed. */
export const asDeclared: Held = { excess: [], missing: [], hostOpen: [] };

/** Computes who can reach whom and holds it against what is declared. */
export function held(topology: Topology): Held {
  const { excess, missing, hostOpen } = judge(reach(topology));
  return {
    excess: excess.map(flowKey),
    missing: missing.map(flowKey),
    hostOpen: hostOpen.map(({ from }) => from),
  };
}
