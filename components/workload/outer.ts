import type { Problems } from "../check/problems.ts";
import { dnsName } from "../check/schemas.ts";
import { type Allocation, ownRequest, type SubnetRequest } from "../network/allocate.ts";
import type { Place } from "../network/subnets.ts";
import { leadsOut, leadsToHost, type NetworkPlan, ownNetwork } from "../plan/network.ts";
import type { Attachment } from "../plan/workload.ts";
import { placementOf } from "./placement.ts";
import type { ReadWorkload } from "./read.ts";

/**
 * The one network of its own by which a workload leads to the host: for a way out, for published ports, or for both, since
 * a container with two such networks has a gateway by chance.
 */
export interface Outer {
  readonly network: NetworkPlan;
  readonly attachment: Attachment;
}

/** Whether a workload needs such a network, beside those it is given. */
export function wantsOuter({ args, attachments }: ReadWorkload): boolean {
  const given = attachments.map(({ value }) => value.network);
  if (args.egress === true && !given.some(leadsOut)) return true;
  return publishes(args) && !given.some(leadsToHost);
}

/** Where it has a list of whom it may call, a relay in front publishes in its place. */
function publishes({ publish = [], egress }: ReadWorkload["args"]): boolean {
  return publish.length > 0 && !(Array.isArray(egress) && egress.length > 0);
}

/** What its network is to be given, where it needs one. */
export function outerRequest(workload: ReadWorkload): SubnetRequest | undefined {
  return wantsOuter(workload) ? ownRequest(outerName(workload.id), workload.args.pool) : undefined;
}

/** Finds that network a place, where the workload needs one. What is wrong with its name or its place is said. */
export function placeOuter(
  workload: ReadWorkload,
  allocation: Allocation,
  problems: Problems,
): Outer | undefined {
  const request = outerRequest(workload);
  if (request === undefined) return undefined;
  const { name } = request;
  if (!dnsName.safeParse(name).success) {
    problems.add("name", `its segment's name ${name} is longer than 63 characters; give a shorter one`);
  }
  return outerAt(workload, allocation.place(request));
}

/** That network at a place. */
export function outerAt({ id, args }: ReadWorkload, place: Place): Outer {
  const { labels, app = id } = args;
  const kind = args.egress === true ? "egress" : "publish";
  const placement = placementOf(args.placement);
  const network = ownNetwork(outerName(id), kind, place, { ...labels, "bulkhead.app": app }, placement);
  return {
    network,
    attachment: {
      network: network.network,
      name: undefined,
      serves: publishes(args),
      aliases: [],
      ports: undefined,
    },
  };
}

function outerName(id: string): string {
  return `${id}-outer`;
}
