import type { Resource } from "@pulumi/pulumi";
import type { Workload as TopologyWorkload } from "../../topology/index.ts";
import type { LinkTarget, LinkVariable } from "./link.ts";

/** How clients of a plain workload find it. */
export function workloadLinkTarget(workload: TopologyWorkload, resources: readonly Resource[]): LinkTarget {
  const variables = workloadVariables(workload.name, workload.ports[0]?.port);
  return { workload, prefix: variablePrefix(workload.name), variables, resources };
}

/** What clients of a plain workload get: its name and its first port. */
export function workloadVariables(name: string, firstPort: number | undefined): LinkVariable[] {
  return [
    { name: "HOST", value: name },
    ...(firstPort === undefined ? [] : [{ name: "PORT", value: String(firstPort) }]),
  ];
}

/** `user-api` becomes `USER_API`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
