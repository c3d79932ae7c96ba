import type { Flow } from "../../topology/index.ts";
import type { NetworkPlan } from "./network.ts";
import type { Attachment, Call, FixedPlace, WorkloadPlan } from "./workload.ts";

/** What a workload has for the calls that its `egress` names: networks to a relay of its own, and to who answers for names. */
export interface EgressPlan {
  readonly networks: readonly NetworkPlan[];
  /** The workload's own part in them. */
  readonly attachments: readonly Attachment[];
  /** The relay, and the resolver. */
  readonly workloads: readonly WorkloadPlan[];
  /** Who answers for names. */
  readonly servers: readonly FixedPlace[];
  readonly calls: readonly Call[];
  /** The calls that come to the workload past the relay in front of it. */
  readonly flows: readonly Flow[];
  /** That relay, which publishes in the workload's place; undefined where nothing is published. */
  readonly publishedBy: string | undefined;
  /** Settings of the kernel that the workload needs for it. */
  readonly sysctls: Readonly<Record<string, string>>;
}
