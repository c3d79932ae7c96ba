import type { Container } from "@pulumi/docker";
import { type ComponentResource, log, output } from "@pulumi/pulumi";
import {
  type Fragment,
  fragmentOutput,
  type Workload as TopologyWorkload,
  type Volume,
} from "../../topology/index.ts";
import type { Problems } from "../check/problems.ts";
import { dnsName } from "../check/schemas.ts";
import { placeSubnets, type SubnetWish } from "../network/placement.ts";
import { joinSegment, networkOf, Segment } from "../network/segment.ts";
import { joinVolume } from "../storage/guests.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { type Facts, linkedCalls, mutualFlows, topologyWorkload, workloadFragment } from "./fragment.ts";
import type { Call } from "./link.ts";
import { takeNames } from "./namesTaken.ts";
import { placeOnEngine } from "./placement/engine.ts";
import { type SpecExtra, type SpecNetwork, workloadSpec } from "./spec.ts";
import { linkWishes, publishes, segmentWishes, wantsOuterSegment } from "./wishes.ts";

/** A workload that has been registered. */
export interface Deployed {
  readonly containers: readonly Container[];
  readonly workload: TopologyWorkload;
  /** What its component is to register, beside its own outputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the library's own workloads ask for beyond a user's. */
export interface Extra extends Facts, SpecExtra {
  /** Volumes of its own. */
  readonly volumes?: readonly Volume[];
  /** The calls its links stand for, where they are not all ports of each target. */
  readonly calls?: readonly Call[];
}

/**
 * Registers a workload's segments and containers below a component. The arguments have been checked: everything that
 * can be wrong with them was said before anything is made.
 */
export function deploy(
  parent: ComponentResource,
  id: string,
  args: WorkloadArgs,
  extra: Extra = {},
): Deployed {
  takeNames(id, args);
  if (args.hostNetwork !== undefined) {
    log.warn(
      `${id} is on the host's own network, open to whoever reaches the host: ${args.hostNetwork.reason}`,
      parent,
    );
  }
  // In an order of their own, so that another order in the program makes no difference to what is running.
  const networks = [...givenNetworks(args), ...outerNetwork(parent, id, args)].sort(byId);
  const spec = workloadSpec(id, args, networks, extra);
  const containers = placeOnEngine(parent, spec);
  const calls = extra.calls ?? linkWishes(args).flatMap(linkedCalls);
  const { volumes = [] } = extra;
  const workload = topologyWorkload(spec, extra);
  const { workloads, flows } = workloadFragment(spec, workload, calls);
  const mutual = segmentWishes(args).flatMap(({ segment, network }) =>
    mutualFlows(network.id, workload, joinSegment(segment, workload)),
  );
  const files = spec.volumes.flatMap(({ id: volume, readOnly, declared }) =>
    declared && volume !== undefined ? joinVolume(volume, { id, writes: !readOnly }) : [],
  );
  const fragment: Fragment = { workloads, volumes, flows: [...flows, ...mutual, ...files] };
  return {
    containers,
    workload,
    outputs: { [fragmentOutput]: output(fragment) },
  };
}

function byId(left: SpecNetwork, right: SpecNetwork): number {
  return left.network.id < right.network.id ? -1 : 1;
}

function givenNetworks(args: WorkloadArgs): SpecNetwork[] {
  return segmentWishes(args).map(({ segment, network, serves, aliases, ports }) => ({
    network,
    name: segment.networkName,
    serves,
    aliases,
    ports,
  }));
}

/**
 * The one segment that leads to the host: for a way out, for published ports, or for both, since a container with two
 * such networks has a gateway by chance.
 */
function outerNetwork(parent: ComponentResource, id: string, args: WorkloadArgs): SpecNetwork[] {
  if (!wantsOuterSegment(args)) return [];
  const { pool, labels, app = id } = args;
  const kind = args.egress ? "egress" : "publish";
  const segmentArgs = { kind, pool, labels: { ...labels, "bulkhead.app": app } } as const;
  const segment = new Segment(outerSegmentName(id), segmentArgs, { parent });
  const serves = publishes(args);
  return [{ network: networkOf(segment), name: segment.networkName, serves, aliases: [], ports: undefined }];
}

/** Finds out whether that segment has a place and a name, before anything is made. */
export function checkOuterSegment(
  id: string,
  args: Pick<WorkloadArgs, "egress" | "publish" | "segments" | "pool">,
  problems: Problems,
): void {
  if (!wantsOuterSegment(args)) return;
  const name = outerSegmentName(id);
  if (!dnsName.safeParse(name).success) {
    problems.add("name", `its segment's name ${name} is longer than 63 characters; give a shorter one`);
  }
  placeSubnets([outerSegmentWish(id, args.pool)], problems);
}

/** The wish for a subnet that segment has. */
export function outerSegmentWish(id: string, pool: WorkloadArgs["pool"]): SubnetWish {
  return {
    name: outerSegmentName(id),
    subnet: undefined,
    pool,
    namePath: "name",
    subnetPath: undefined,
    poolPath: "pool",
  };
}

function outerSegmentName(id: string): string {
  return `${id}-outer`;
}
