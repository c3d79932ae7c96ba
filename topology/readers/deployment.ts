import type { Topology } from "../model/topology.ts";
import { readResources } from "./resources/readResources.ts";
import { type PendingOperation, type StateResource, unfinishedIn } from "./unfinished.ts";

/**
 * Reads the topology of a stack from its state.
 *
 * @param name what to call it: the stack's name.
 * @param exported the JSON of `pulumi stack export` or of a state file.
 * @throws Error in plain words when it is neither.
 */
export function readDeployment(name: string, exported: unknown): Topology {
  const deployment = deploymentOf(name, exported);
  const resources = listed(deployment["resources"]).filter(isResource);
  const unfinished = unfinishedIn(resources, listed(deployment["pending_operations"]).filter(isPending));
  // What only waits to be deleted is no part of it.
  const topology = readResources(
    name,
    resources.filter(resource => resource["delete"] !== true),
  );
  return unfinished.length === 0 ? topology : { ...topology, unfinished };
}

/** A stack that nothing has been deployed to has no deployment, or one without resources. */
function deploymentOf(name: string, exported: unknown): Readonly<Record<string, unknown>> {
  const { deployment, checkpoint } = fields(exported);
  if (deployment === undefined && checkpoint === undefined) {
    throw new Error(`${name} is neither the export of a stack nor a state file: it has no deployment in it.`);
  }
  return fields(deployment ?? fields(checkpoint)["latest"]);
}

function isResource(value: unknown): value is StateResource {
  const { urn, type } = fields(value);
  return typeof urn === "string" && typeof type === "string";
}

function isPending(value: unknown): value is PendingOperation {
  return isResource(fields(value)["resource"]);
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The fields of something that may be anything. */
function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
