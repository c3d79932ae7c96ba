import type { Container } from "@pulumi/docker";
import { type ComponentResource, type Output, output } from "@pulumi/pulumi";
import { type Fragment, fragmentOutput, type Workload as TopologyWorkload } from "../../topology/index.ts";
import type { Problems } from "../check/problems.ts";
import { dnsName } from "../check/schemas.ts";
import { giveName } from "../check/unique.ts";
import { placeSubnets, type SubnetWish } from "../network/placement.ts";
import { networkOf, Segment } from "../network/segment.ts";
import type { FileArgs, WorkloadArgs } from "./args.ts";
import { type Call, callsOf, topologyWorkload, workloadFragment } from "./fragment.ts";
import { placeOnEngine } from "./placement/engine.ts";
import { type SpecNetwork, workloadSpec } from "./spec.ts";
import { linkWishes, segmentWishes, wantsOuterSegment } from "./wishes.ts";

/** A workload that has been registered. */
export interface Deployed {
  readonly containers: readonly Container[];
  readonly workload: TopologyWorkload;
  /** What its component is to register, beside its own outputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the library's own workloads ask for beyond a user's. */
export interface Extra {
  /** What kind of data it keeps. */
  readonly datastore?: string;
  /** What the topology calls the one volume it has a name of its own for: that of its resource. */
  readonly volume?: string;
  /** Files that depend on where a replica is to listen (see {@link listenAddresses}): a server's configuration. */
  readonly replicaFiles?: (listen: Output<string>) => readonly FileArgs[];
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
  giveName("workload", id);
  // In an order of their own, so that another order in the program makes no difference to what is running.
  const networks = [...givenNetworks(args), ...outerNetwork(parent, id, args)].sort(byId);
  const spec = workloadSpec(id, args, networks, extra.replicaFiles);
  const containers = placeOnEngine(parent, spec);
  const calls = extra.calls ?? linkWishes(args).flatMap(({ target }) => callsOf(target.workload));
  const fragment: Fragment = workloadFragment(spec, calls, extra);
  return {
    containers,
    workload: topologyWorkload(spec, extra),
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
  const serves = (args.publish ?? []).length > 0;
  return [{ network: networkOf(segment), name: segment.networkName, serves, aliases: [], ports: undefined }];
}

/** Finds out whether that segment has a place and a name, before anything is made. */
export function checkOuterSegment(id: string, args: WorkloadArgs, problems: Problems): void {
  if (!problems.none || !wantsOuterSegment(args)) return;
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
