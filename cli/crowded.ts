import type { Topology } from "../topology/index.ts";

/** So many workloads are told of in pairs without being asked for. */
export const few = 40;

/** Whether there are so many workloads that people are told of them by groups. */
export function isCrowded(...topologies: readonly Pick<Topology, "workloads">[]): boolean {
  return topologies.some(({ workloads }) => workloads.length > few);
}
