import { type Fragment, mergeFragments, type Topology } from "../model/topology.ts";

/** The output under which a component registers its part of the topology. */
export const fragmentOutput = "topology";

/** What is read of a resource in an exported stack (`pulumi stack export`) or a state file. */
interface Resource {
  readonly type: string;
  readonly delete?: unknown;
  readonly outputs?: unknown;
}

/**
 * Reads the topology that a stack's components registered in its state.
 *
 * @param name what to call it: the stack's name.
 * @param exported the JSON of `pulumi stack export` or of a state file.
 * @throws Error in plain words when it is neither.
 */
export function readDeployment(name: string, exported: unknown): Topology {
  return mergeFragments(name, resourcesOf(name, exported).filter(isComponent).map(fragmentOf));
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

function isComponent(resource: unknown): resource is Resource {
  const { type, delete: leaving } = fields(resource);
  return typeof type === "string" && type.startsWith("bulkhead:index:") && leaving !== true;
}

function fragmentOf({ outputs }: Resource): Fragment {
  const fragment = fields(fields(outputs)[fragmentOutput]);
  const part = (key: keyof Fragment): unknown => (Array.isArray(fragment[key]) ? fragment[key] : []);
  return {
    workloads: part("workloads"),
    networks: part("networks"),
    volumes: part("volumes"),
    flows: part("flows"),
  } as Fragment;
}

/** The fields of something that may be anything. */
function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
