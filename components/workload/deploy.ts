import type { Container } from "@pulumi/docker";
import { type ComponentResource, type Output, output } from "@pulumi/pulumi";
import { type Fragment, fragmentOutput, type Workload as TopologyWorkload } from "../../topology/index.ts";
import type { Problems } from "../check/problems.ts";
import { placeSubnets } from "../network/placement.ts";
import { networkOf, Segment } from "../network/segment.ts";
import type { FileArgs, WorkloadArgs } from "./args.ts";
import { topologyWorkload, workloadFragment } from "./fragment.ts";
import { placeOnEngine } from "./placement/engine.ts";
import { type SpecNetwork, workloadSpec } from "./spec.ts";
import { linkWishes, segmentWishes } from "./wishes.ts";

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
  /** Files that depend on where a replica is to listen (see {@link listenAddresses}): a server's configuration. */
  readonly replicaFiles?: (listen: Output<string>) => readonly FileArgs[];
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
  const networks = [...givenNetworks(args), ...outerNetwork(parent, id, args)];
  const spec = workloadSpec(id, args, networks, extra.replicaFiles);
  const containers = placeOnEngine(parent, spec);
  const links = linkWishes(args).flatMap(({ target }) => target?.workload ?? []);
  const fragment: Fragment = workloadFragment(spec, links, extra.datastore);
  return {
    containers,
    workload: topologyWorkload(spec, extra.datastore),
    outputs: { [fragmentOutput]: output(fragment) },
  };
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
  if (!hasOuterSegment(args)) return [];
  const kind = args.egress ? "egress" : "publish";
  const segment = new Segment(outerSegmentName(id), { kind, pool: args.pool }, { parent });
  const serves = (args.publish ?? []).length > 0;
  return [{ network: networkOf(segment), name: segment.networkName, serves, aliases: [], ports: undefined }];
}

/** Finds out whether that segment has a place, before anything is made. */
export function checkOuterSegment(id: string, args: WorkloadArgs, base: string, problems: Problems): void {
  if (!problems.none || !hasOuterSegment(args)) return;
  const poolPath = base === "" ? "pool" : `${base}.pool`;
  const wish = {
    name: outerSegmentName(id),
    subnet: undefined,
    pool: args.pool,
    subnetPath: poolPath,
    poolPath,
  };
  placeSubnets([wish], problems);
}

function hasOuterSegment(args: WorkloadArgs): boolean {
  return args.egress === true || (args.publish ?? []).length > 0;
}

function outerSegmentName(id: string): string {
  return `${id}-outer`;
}
