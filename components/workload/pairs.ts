import type { Problems } from "../check/problems.ts";
import { dnsName } from "../check/schemas.ts";
import { type Allocation, ownRequest } from "../network/allocate.ts";
import { type NetworkPlan, ownNetwork } from "../plan/network.ts";
import type { PairPlan } from "../plan/pairs.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { placementOf } from "./placement.ts";
import type { Entry, Link, ReadWorkload } from "./read.ts";

/** True for a link that no network in common carries: the pair gets one of its own. */
export function needsPair(
  { target, over }: Link,
  { attachments }: Pick<ReadWorkload, "attachments">,
): boolean {
  if (over !== undefined) return false;
  return !attachments.some(
    ({ value: { network } }) =>
      network.memberTraffic !== false &&
      target.workload.attachments.some(({ network: id, aliases }) => id === network.id && aliases.length > 0),
  );
}

/**
 * The networks that a workload has with those it links to: one for each that it shares none with.
 *
 * @param pathOf where the reader knows a link to stand.
 */
export function planPairs(
  read: ReadWorkload,
  allocation: Allocation,
  problems: Problems,
  pathOf = (path: string): string => path,
): PairPlan[] {
  const servers = new Map<string, Entry<Link>>();
  for (const link of read.links) {
    const { id } = link.value.target.workload;
    if (needsPair(link.value, read) && !servers.has(id)) servers.set(id, link);
  }
  return [...servers].flatMap(([id, { value, path }]) => {
    const { server } = value;
    if (server === undefined) return [];
    return [{ server, network: pairNetwork(read, id, pathOf(path), allocation, problems) }];
  });
}

/** The network of a client and a server that share no other. */
export function pairNetwork(
  {
    id,
    args,
  }: { readonly id: string; readonly args: Pick<WorkloadArgs, "pool" | "labels" | "app" | "placement"> },
  server: string,
  path: string,
  allocation: Allocation,
  problems: Problems,
): NetworkPlan {
  const name = `${id}-to-${server}`;
  if (!dnsName.safeParse(name).success) {
    const remedy = "shorten one of the two, or add a segment to the segments of both";
    problems.add(path, `their segment's name ${name} is longer than 63 characters; ${remedy}`, ["name"]);
  }
  const place = allocation.place({ ...ownRequest(name, args.pool), namePath: path });
  const labels = { ...args.labels, "bulkhead.app": args.app ?? id };
  return ownNetwork(name, "internal", place, labels, placementOf(args.placement));
}
