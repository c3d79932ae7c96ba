import * as docker from "@pulumi/docker";
import type { ComponentResource } from "@pulumi/pulumi";
import { labelList } from "../../labels.ts";
import type { WorkloadPlan } from "../../plan/workload.ts";
import { registering } from "../../registering.ts";

/** An overlay with one member, and no way out of it. */
export function isolatedNetwork(
  parent: ComponentResource,
  { id, app, labels, placement }: WorkloadPlan,
  suffix = "alone",
): docker.Network {
  const name = `${id}-${suffix}`;
  const args = {
    driver: "overlay",
    internal: true,
    ...(placement.kind === "swarm" && placement.encrypted ? { options: { encrypted: "true" } } : {}),
    // By this label it is known on the engine as what it is in the topology.
    labels: labelList({ ...labels, "bulkhead.app": app, "bulkhead.segment": name }),
  };
  return registering(() => new docker.Network(name, args, { parent }));
}
