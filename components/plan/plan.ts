import type { Flow, Workload as TopologyWorkload } from "../../topology/index.ts";
import type { NetworkPlan } from "./network.ts";
import type { PairPlan } from "./pairs.ts";
import type { VolumePlan } from "./volume.ts";
import type { WorkloadPlan } from "./workload.ts";

/**
 * What a component comes to: its arguments, checked and read once, with every default filled in. A plain value that nobody
 * changes. One function makes its part of the topology of it (`fragmentOf`), and one its resources (`realize`).
 */
export interface Plan {
  /** Networks of its own. */
  readonly networks: readonly NetworkPlan[];
  /** Networks it has together with a server that was made before. */
  readonly pairs: readonly PairPlan[];
  /** Volumes of its own. */
  readonly volumes: readonly VolumePlan[];
  readonly workloads: readonly WorkloadPlan[];
  /** Clients in other stacks, as far as it has to do with them. */
  readonly elsewhere: readonly TopologyWorkload[];
  /** Flows that its workloads do not declare by themselves. */
  readonly flows: readonly Flow[];
}

/** A plan with some parts and no others. */
export function planOf(parts: Partial<Plan>): Plan {
  return { networks: [], pairs: [], volumes: [], workloads: [], elsewhere: [], flows: [], ...parts };
}
