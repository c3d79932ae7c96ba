import type { Resource } from "@pulumi/pulumi";
import type { Workload as TopologyWorkload } from "../../topology/index.ts";
import type { LinkTarget, LinkVariable } from "./link.ts";

/** What clients of a plain workload get: its name, its first port, and every port by its number. */
export function workloadLinkTarget(workload: TopologyWorkload, resources: readonly Resource[]): LinkTarget {
  const [first] = workload.ports;
  const variables: LinkVariable[] = [
    { name: "HOST", value: workload.name },
    ...(first === undefined ? [] : [{ name: "PORT", value: String(first.port) }]),
  ];
  return { workload, prefix: variablePrefix(workload.name), variables, resources };
}

/** `user-api` becomes `USER_API`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
