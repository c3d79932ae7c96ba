import * as docker from "@pulumi/docker";
import {
  type ComponentResource,
  type CustomResourceOptions,
  type Input,
  type Output,
  output,
} from "@pulumi/pulumi";
import type { Later } from "../../plan/pairs.ts";
import type { PublishedPort } from "../../plan/published.ts";
import { runsToEnd, type WorkloadPlan } from "../../plan/workload.ts";
import { registering } from "../../registering.ts";
import { transformed } from "../../transformed.ts";
import { type Made, type MadeWorkload, madeAs } from "../made.ts";
import { containerArgs } from "./containerArgs.ts";
import { engineKeeper } from "./keeper.ts";

/** Properties a change of which the official docker plugin reports as done without doing it. */
const replaceOnChanges = ["healthcheck", "init", "tmpfs"];

/** Runs a workload as containers of one engine. */
export function engineWorkload(
  parent: ComponentResource,
  plan: WorkloadPlan,
  attached: Later<WorkloadPlan>,
  made: Made,
): MadeWorkload {
  const image = imageId(parent, plan);
  const argsOf = containerArgs(plan, attached, image, made);
  const keeper = engineKeeper(parent, plan, image, made);
  const optionsOf = containerOptions(parent, plan, made, keeper);
  const containers: docker.Container[] = [];
  for (let replica = 1; replica <= plan.replicas; replica++) {
    const { transform } = plan;
    const own = transform && ((given: docker.ContainerArgs) => transform(given, replica));
    const args = transformed(`workload ${plan.id}`, argsOf(replica), own);
    const options = optionsOf(containers.at(-1));
    containers.push(registering(() => new docker.Container(`${plan.id}${replica}`, args, options)));
  }
  return {
    containers,
    resources: containers,
    names: () => output(containers.map(({ name }) => name)),
    published: () => (plan.publish.length === 0 ? output([]) : publishedPorts(containers)),
    logs: () => output(containers[0]?.containerLogs ?? "").apply(text => text ?? ""),
  };
}

/**
 * In a rolling replacement each waits for the one before: new ones are made in their order, and old ones, which nobody
 * needs by then, go in the reverse.
 */
function containerOptions(
  parent: ComponentResource,
  plan: WorkloadPlan,
  made: Made,
  keeper: readonly docker.Container[],
): (before: docker.Container | undefined) => CustomResourceOptions {
  const after = [...plan.after, ...plan.afterWorkloads.flatMap(id => madeAs(made.workloads, id)), ...keeper];
  const options: CustomResourceOptions = {
    parent,
    replaceOnChanges,
    ...order(plan),
    // The package does not mark them as secret, and both can hold secrets.
    additionalSecretOutputs: ["envs", "uploads", ...(runsToEnd(plan) ? ["containerLogs"] : [])],
  };
  return before => ({
    ...options,
    dependsOn: plan.rolling && before !== undefined ? [...after, before] : after,
  });
}

/** Which of old and new goes first; where nothing is said the provider decides, and the official one takes the old. */
function order(plan: WorkloadPlan): CustomResourceOptions {
  // In turn, and each old one before its new one: of two with one fixed address only one can be there.
  if (plan.attachments.some(({ fromEnd }) => fromEnd !== undefined)) return { deleteBeforeReplace: true };
  if (plan.rolling) return { deleteBeforeReplace: false };
  return isExclusive(plan) ? { deleteBeforeReplace: true } : {};
}

/**
 * True where an old and a new replica cannot run side by side: they would want the same port of the host, or write to
 * the same volume. The embedded provider knows, but is not asked about a replacement forced by `--replace`.
 */
function isExclusive({ exclusive, publish, mounts }: WorkloadPlan): boolean {
  return (
    exclusive || publish.some(({ hostPort }) => hostPort !== 0) || mounts.some(({ readOnly }) => !readOnly)
  );
}

/** An image's id, so that a container is replaced when, and only when, its image has changed. */
function imageId(parent: ComponentResource, plan: WorkloadPlan): Input<string> {
  if (typeof plan.image === "string" && plan.image.startsWith("sha256:")) return plan.image;
  // An image others may use, or that cannot be pulled again, stays when the stack goes.
  const args = { name: plan.image, keepLocally: true };
  const image = registering(() => new docker.RemoteImage(plan.id, args, { parent }));
  return image.imageId;
}

/** Where the ports of some replicas came out, by replica and port. */
function publishedPorts(containers: readonly docker.Container[]): Output<PublishedPort[]> {
  return output(containers.map(({ ports }) => ports)).apply(all =>
    all.flatMap((ports, index) =>
      (ports ?? []).map(({ internal, external, ip, protocol }) => ({
        replica: index + 1,
        port: internal,
        protocol: protocol ?? "tcp",
        address: ip ?? "0.0.0.0",
        hostPort: external ?? 0,
      })),
    ),
  );
}
