import type * as docker from "@pulumi/docker";
import type { WorkloadPlan } from "../plan/workload.ts";

/** How the engine asks whether a replica is well: the same of a container and of a service's task. Nothing where nobody asks. */
export function healthcheckOf({ health }: Pick<WorkloadPlan, "health">): {
  healthcheck?: docker.types.input.ContainerHealthcheck;
} {
  if (health === undefined) return {};
  const { command, interval, timeout, retries, startPeriod } = health;
  return { healthcheck: { tests: ["CMD", ...command], interval, timeout, retries, startPeriod } };
}
