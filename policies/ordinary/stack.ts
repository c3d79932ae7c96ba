import type { PolicyResource } from "@pulumi/policy";
import { type Edge, reach as reachOf, readResources, type Topology } from "../../topology/index.ts";
import { stackResources } from "./resources.ts";

/**
 * The topology of the stack that a policy is shown: workloads, networks, who is attached to what. It is read anew each
 * time it is asked for.
 *
 * @param resources what `validateStack` is given.
 */
export function topologyOf(resources: readonly PolicyResource[]): Topology {
  return readResources("stack", stackResources(resources));
}

/**
 * Who reaches whom in the stack that a policy is shown, each edge with its causes: for rules of one's own.
 *
 * @param resources what `validateStack` is given.
 * @example reach(args.resources).filter(({ to, verdict }) => to === "payments" && verdict !== "denied")
 */
export function reach(resources: readonly PolicyResource[]): readonly Edge[] {
  return reachOf(topologyOf(resources)).edges;
}
