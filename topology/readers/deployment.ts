import type { Topology } from "../model/topology.ts";
import { readResources } from "./resources/readResources.ts";
import type { StackResource } from "./resources/resource.ts";

/**
 * Reads the topology of a stack from its state.
 *
 * @param name what to call it: the stack's name.
 * @param exported the JSON of `pulumi stack export` or of a state file.
 * @throws Error in plain words when it is neither.
 */
export function readDeployment(name: string, exported: unknown): Topology {
  return readResources(name, resourcesOf(name, exported).filter(isStanding));
}

/** A stack that nothing has been deployed to has no deployment, or one without resources. */
function resourcesOf(name: string, exported: unknown): unknown[] {
  const { deployment, checkpoint } = fields(exported);
  if (deployment === undefined && checkpoint === undefined) {
    throw new Error(`${name} is neither the export of a stack nor a state file: it has no deployment in it.`);
  }
  const { resources } = fields(deployment ?? fields(checkpoint)["latest"]);
  return Array.isArray(resources) ? resources : [];
}

/** Whether it is a resource, and not one that only waits to be deleted. */
function isStanding(resource: unknown): resource is StackResource {
  const { urn, type, delete: leaving } = fields(resource);
  return typeof urn === "string" && typeof type === "string" && leaving !== true;
}

/** The fields of something that may be anything. */
function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
