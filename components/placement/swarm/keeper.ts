import * as docker from "@pulumi/docker";
import type { ComponentResource } from "@pulumi/pulumi";
import { keeperLabel } from "../../../topology/index.ts";
import type { SwarmPlacement } from "../../plan/placement.ts";
import type { WorkloadPlan } from "../../plan/workload.ts";
import { registering } from "../../registering.ts";
import type { Made } from "../made.ts";
import { taskFiles } from "./files.ts";
import { isolatedNetwork } from "./isolated.ts";
import { containerSpec, serviceArgs } from "./serviceArgs.ts";

/** Where the script lies. */
const file = "/etc/bulkhead/keeper.sh";

/**
 * A workload's keeper as a job of the Swarm on the node of the workload's volumes; nothing where it has none. It runs
 * again whenever the image, the script, a secret or a volume is another.
 */
export function swarmKeeper(
  parent: ComponentResource,
  plan: WorkloadPlan,
  placement: SwarmPlacement,
  made: Made,
): docker.Service[] {
  const { id, keeper } = plan;
  if (keeper === undefined) return [];
  const own: WorkloadPlan = {
    ...plan,
    id: `${id}-keeper`,
    health: undefined,
    job: { comesBack: false, trigger: undefined },
    restart: "no",
    replicas: 1,
    publish: [],
    variables: [],
    hardening: { ...plan.hardening, capabilities: [], writableRoot: false, tmpfs: { "/tmp": "size=16m" } },
    mounts: plan.mounts.map(mount => ({
      ...mount,
      readOnly: mount.readOnly || keeper.readsOnly.includes(mount.at),
    })),
    tier: undefined,
    labels: { ...plan.labels, [keeperLabel]: id },
  };
  const script = { path: file, content: keeper.script, permissions: "0444" };
  const files = taskFiles(parent, own, [script], keeper.secrets);
  const program = { commands: ["sh", file], args: undefined, env: {}, folders: [] };
  const network = isolatedNetwork(parent, own, "network");
  const spec = containerSpec(own, program, files, made);
  const args = serviceArgs(own, placement, spec, [{ name: network.name }]);
  return [registering(() => new docker.Service(own.id, args, { parent }))];
}
