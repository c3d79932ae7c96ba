import type { ComponentResource, Output } from "@pulumi/pulumi";
import type { NetworkPlan } from "../plan/network.ts";
import type { Later } from "../plan/pairs.ts";
import type { PlacementName } from "../plan/placement.ts";
import type { VolumePlan } from "../plan/volume.ts";
import type { WorkloadPlan } from "../plan/workload.ts";
import { engineNetwork } from "./engine/network.ts";
import { engineVolume } from "./engine/volume.ts";
import { engineWorkload } from "./engine/workload.ts";
import type { Made, MadeWorkload } from "./made.ts";
import { swarmNetwork } from "./swarm/network.ts";
import { swarmWorkload } from "./swarm/workload.ts";

/** A place where plans run: what makes resources of each part of one. No other file knows where anything runs. */
export interface Placement {
  readonly network: (
    parent: ComponentResource,
    plan: NetworkPlan,
  ) => { readonly name: Output<string>; readonly id: Output<string>; readonly subnet?: Output<string> };
  readonly volume: (parent: ComponentResource, plan: VolumePlan) => { readonly name: Output<string> };
  /** @param attached the same plan with the networks that others have brought by the end. */
  readonly workload: (
    parent: ComponentResource,
    plan: WorkloadPlan,
    attached: Later<WorkloadPlan>,
    made: Made,
  ) => MadeWorkload;
}

export const placements: Readonly<Record<PlacementName, Placement>> = {
  engine: { network: engineNetwork, volume: engineVolume, workload: engineWorkload },
  // A volume is one node's, in a Swarm too: of the one that is asked to make it.
  swarm: { network: swarmNetwork, volume: engineVolume, workload: swarmWorkload },
};
