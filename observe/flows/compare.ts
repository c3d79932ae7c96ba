import { type Flow, hostId, outsideId, type Topology } from "../../topology/index.ts";
import type { JudgedFlow, SeenFlow, UnusedFlow } from "./report.ts";

/**
 * Holds what was seen against what is declared. What was not seen may be used all the same, once a month: that is for
 * people to know.
 *
 * @param topology undefined where nothing is declared.
 */
export function compare(
  seen: readonly SeenFlow[],
  topology: Topology | undefined,
): { readonly flows: readonly JudgedFlow[]; readonly unused: readonly UnusedFlow[] } {
  if (topology === undefined) return { flows: seen, unused: [] };
  const flows = seen.map(flow => ({ ...flow, declared: topology.flows.some(one => covers(one, flow)) }));
  // Those of another stack are called there by other names.
  const lasting = topology.workloads.filter(
    ({ kind, elsewhere }) => kind !== "job" && elsewhere === undefined,
  );
  const long = new Set(lasting.map(({ id }) => id));
  const unused = topology.flows
    // Jobs are over, and nothing of the host's is sampled.
    .filter(({ from, to, via }) => long.has(from) && (long.has(to) || to === outsideId) && via === "network")
    .filter(flow => !seen.some(one => covers(flow, one)))
    .map(({ from, to, port, protocol }) => ({ from, to, port, protocol }));
  return { flows, unused };
}

/** Who may go out may call the host, too: at its outer addresses, nobody can tell the two apart. */
function covers(flow: Flow, seen: SeenFlow): boolean {
  const isSame = flow.to === seen.to || (flow.to === outsideId && seen.to === hostId);
  // What comes in over a published port has the host's address, or its own, as the engine is set up.
  const outer = [hostId, outsideId];
  const comesFrom = flow.from === seen.from || (outer.includes(flow.from) && outer.includes(seen.from));
  return (
    isSame &&
    comesFrom &&
    (flow.port === "any" || (flow.port === seen.port && flow.protocol === seen.protocol))
  );
}
