import { hostId, isBeyond, outsideId, type Topology } from "../topology/index.ts";
import { CliFailure } from "./failure.ts";

/** What may stand at either end of a connection: workloads, the host, and what lies beyond it. */
export function endsOf({ workloads, flows }: Topology): string[] {
  const beyond = flows.map(flow => flow.to).filter(isBeyond);
  return [...new Set([...workloads.map(({ id }) => id), hostId, outsideId, ...beyond])];
}

/**
 * Sees to it that each name is that of an end.
 *
 * @throws CliFailure which says what there is.
 */
export function requireEnds(names: readonly string[], topology: Topology): void {
  const known = endsOf(topology);
  const strange = names.filter(name => !known.includes(name));
  if (strange.length === 0) return;
  const some = known.slice(0, 20).join(", ");
  throw new CliFailure(
    `There is no ${strange.join(" and no ")}.`,
    `These are there: ${some}${known.length > 20 ? ", …" : ""}.`,
  );
}
