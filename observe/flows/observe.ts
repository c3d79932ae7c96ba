import { type ContainerSummary, type Engine, listContainers, listNetworks } from "../../engine/index.ts";
import type { Topology } from "../../topology/index.ts";
import { Helpers } from "../helper/helpers.ts";
import { type HelperSource, helperImage } from "../helper/image.ts";
import { helperLabel } from "../helper/namespaceHelper.ts";
import { isOf, type StackMark } from "../stackMark.ts";
import { type Addresses, attribute, Tally } from "./attribute.ts";
import { compare } from "./compare.ts";
import type { Observation } from "./report.ts";

/** What is looked at, and how. */
export interface ObserveOptions {
  readonly engine: Engine;
  readonly helper: HelperSource;
  /** A word of its own for each run. */
  readonly run: string;
  /** The stack whose containers are looked at. @default all that run */
  readonly stack?: StackMark;
  /** What is declared. @default nothing is */
  readonly topology?: Topology;
  /** Waits until the next sample; false where there is none. */
  readonly next: (taken: number) => Promise<boolean>;
}

/**
 * Looks again and again at the connections of containers, each from within its own network namespace, and changes nothing.
 * Who is called is seen by both ends, and a closed connection is to be seen for a minute.
 */
export async function observe(options: ObserveOptions): Promise<Observation> {
  const { engine, stack, topology } = options;
  const helpers = new Helpers(await helperImage(engine, options.helper), options.run);
  const tally = new Tally();
  const looked = new Set<string>();
  const began = Date.now();
  let samples = 0;
  try {
    do {
      // Containers come and go.
      const containers = (await listContainers(engine, [])).filter(isLookedAt);
      const ours =
        stack === undefined
          ? containers
          : containers.filter(({ Labels }) => isOf(stack, Labels) && "bulkhead.workload" in Labels);
      const addresses = await addressesOf(engine, containers);
      const found = await Promise.all(
        ours.map(async one => {
          looked.add(one.Id);
          const connections = await connectionsOf(helpers, one);
          return connections.flatMap(each => attribute(nameOf(one), each, addresses) ?? []);
        }),
      );
      tally.add(found.flat());
      samples += 1;
    } while (await options.next(samples));
  } finally {
    await helpers.end();
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  return { version: 1, seconds, samples, containers: looked.size, ...compare(tally.list(), topology) };
}

/** One that has ended meanwhile has none any more. */
async function connectionsOf(helpers: Helpers, { Id }: ContainerSummary) {
  try {
    return await (await helpers.in(Id)).connections();
  } catch (error) {
    const running = await listContainers(helpers.engine, []);
    if (running.some(one => one.Id === Id && one.State === "running")) throw error;
    return [];
  }
}

function isLookedAt({ State, Labels, HostConfig }: ContainerSummary): boolean {
  const mode = HostConfig.NetworkMode ?? "";
  // One that shares a namespace is seen in the other's; the host's own connections are not what this is about.
  return State === "running" && !(helperLabel in Labels) && mode !== "host" && !mode.startsWith("container:");
}

/** As its stack calls it, or its compose file; else by its own name. */
function nameOf({ Labels, Names, Id }: ContainerSummary): string {
  return (
    Labels["bulkhead.workload"] ??
    Labels["com.docker.compose.service"] ??
    Names[0]?.slice(1) ??
    Id.slice(0, 12)
  );
}

async function addressesOf(engine: Engine, containers: readonly ContainerSummary[]): Promise<Addresses> {
  const networks = await listNetworks(engine);
  return {
    workloads: new Map(
      containers.flatMap(one =>
        Object.values(one.NetworkSettings?.Networks ?? {}).flatMap(({ IPAddress, GlobalIPv6Address }) =>
          [IPAddress, GlobalIPv6Address].filter(Boolean).map(address => [address, nameOf(one)] as const),
        ),
      ),
    ),
    host: new Set(
      networks.flatMap(({ IPAM }) => (IPAM.Config ?? []).flatMap(({ Gateway }) => Gateway ?? [])),
    ),
  };
}
