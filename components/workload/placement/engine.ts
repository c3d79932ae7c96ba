import * as docker from "@pulumi/docker";
import { type ComponentResource, type CustomResourceOptions, type Input, Output } from "@pulumi/pulumi";
import { registering } from "../../registering.ts";
import { transformed } from "../../transformed.ts";
import type { WorkloadSpec } from "../spec.ts";
import { containerArgs } from "./containerArgs.ts";

/** Properties a change of which the official docker plugin reports as done without doing it. */
const replaceOnChanges = ["healthcheck", "init", "tmpfs"];

/** Runs a workload as containers of one engine. This file is all there is that knows of a single host. */
export function placeOnEngine(parent: ComponentResource, spec: WorkloadSpec): docker.Container[] {
  const image = imageId(parent, spec);
  const containers: docker.Container[] = [];
  for (let replica = 1; replica <= spec.replicas; replica++) {
    const args = containerArgs(spec, replica, image);
    const options = containerOptions(parent, spec, containers.at(-1));
    const { transform } = spec;
    const own = transform && ((given: docker.ContainerArgs) => transform(given, replica));
    const last = transformed(`workload ${spec.id}`, args, own);
    containers.push(registering(() => new docker.Container(`${spec.id}${replica}`, last, options)));
  }
  return containers;
}

/**
 * In a rolling replacement each waits for the one before: new ones are made in their order, and old ones, which nobody
 * needs by then, go in the reverse.
 */
function containerOptions(
  parent: ComponentResource,
  spec: WorkloadSpec,
  before: docker.Container | undefined,
): CustomResourceOptions {
  return {
    parent,
    dependsOn: [...spec.after, ...(spec.rolling && before !== undefined ? [before] : [])],
    replaceOnChanges,
    ...order(spec),
    // The package does not mark them as secret, and both can hold secrets.
    additionalSecretOutputs: ["envs", "uploads", ...(spec.job === undefined ? [] : ["containerLogs"])],
  };
}

/** Which of old and new goes first; where nothing is said the provider decides, and the official one takes the old. */
function order(spec: WorkloadSpec): CustomResourceOptions {
  if (spec.rolling) return { deleteBeforeReplace: false };
  return isExclusive(spec) ? { deleteBeforeReplace: true } : {};
}

/**
 * True where an old and a new replica cannot run side by side: they would want the same port of the host, or write to
 * the same volume. The embedded provider knows, but is not asked about a replacement forced by `--replace`.
 */
function isExclusive({ exclusive, publish, volumes }: WorkloadSpec): boolean {
  return (
    exclusive || publish.some(({ hostPort }) => hostPort !== 0) || volumes.some(({ readOnly }) => !readOnly)
  );
}

/** An image's id, so that a container is replaced when, and only when, its image has changed. */
function imageId(parent: ComponentResource, spec: WorkloadSpec): Input<string> {
  if (typeof spec.image === "string" && spec.image.startsWith("sha256:")) return spec.image;
  // An image others may use, or that cannot be pulled again, stays when the stack goes.
  const args = { name: spec.image, keepLocally: true };
  const image = registering(() => new docker.RemoteImage(spec.id, args, { parent }));
  return Output.create(image.imageId);
}
