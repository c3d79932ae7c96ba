import { Problems } from "../check/problems.ts";
import { dnsName, exactly } from "../check/schemas.ts";
import { planEgress } from "../egress/plan.ts";
import { Allocation } from "../network/allocate.ts";
import { topologyWorkload } from "../plan/fragment.ts";
import { checkHostPorts } from "../plan/hostPorts.ts";
import { checkNames } from "../plan/names.ts";
import type { Plan } from "../plan/plan.ts";
import type { WorkloadPlan } from "../plan/workload.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { workloadEndpoint } from "./endpoint.ts";
import { type Extra, workloadOf, workloadPlan } from "./filled.ts";
import { workloadFields } from "./form.ts";
import type { Endpoint } from "./link.ts";
import { placeOuter } from "./outer.ts";
import { planPairs } from "./pairs.ts";
import { type ReadWorkload, readWorkload } from "./read.ts";
import { checkTargets } from "./rules/links.ts";
import { checkRules } from "./rules/rules.ts";

/** The plan of a component that is one workload, and how clients of it find it. */
export interface ServerPlan {
  readonly plan: Plan;
  readonly endpoint: Endpoint;
}

/** The form of a workload's arguments. */
export const workloadSchema = exactly(workloadFields);

/**
 * Reads a workload's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planWorkload(name: string, args: WorkloadArgs): ServerPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const read = readWorkload(name, problems.form("", workloadSchema, args));
  const plan = checkedPlan(read, problems);
  problems.throwIfAny("Workload", name);
  return serverPlan(plan, read);
}

/** Checks what has been read of a workload, and makes its plan. */
export function checkedPlan(read: ReadWorkload, problems: Problems, extra: Extra = {}): Plan {
  checkNames(namingOf(read), read.args.hostname === undefined ? undefined : "hostname", problems);
  checkHostPorts(read.id, read.publish, problems);
  checkTargets(read, problems);
  checkRules(read, problems);
  const allocation = new Allocation(problems);
  const outer = placeOuter(read, allocation, problems);
  const egress = planEgress(read, allocation, problems);
  return workloadPlan(read, { outer, egress, pairs: planPairs(read, allocation, problems) }, extra);
}

/** What of a workload names it. */
export function namingOf(
  read: ReadWorkload,
): Pick<WorkloadPlan, "id" | "hostname" | "replicas" | "attachments"> {
  const { id, hostname, args, attachments } = read;
  return { id, hostname, replicas: args.replicas ?? 1, attachments: attachments.map(({ value }) => value) };
}

/** A plan of one workload, as its clients see it. */
export function serverPlan(plan: Plan, { sockets }: ReadWorkload): ServerPlan {
  const opened = sockets.map(({ value: { volume, folder, file, port } }) => ({ volume, folder, file, port }));
  return { plan, endpoint: workloadEndpoint(topologyWorkload(workloadOf(plan)), opened) };
}
