import { type Fragment, mergeFragments, type Topology } from "../model/topology.ts";

/** The output under which a component registers its part of the topology. */
export const fragmentOutput = "topology";

/** The parts of an exported stack (`pulumi stack export`, or a state file) that are read here. */
interface Deployment {
  readonly deployment?: { readonly resources?: readonly Resource[] | null };
  readonly checkpoint?: { readonly latest?: { readonly resources?: readonly Resource[] | null } };
}

interface Resource {
  readonly type: string;
  readonly delete?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the topology that a stack's components registered in its state.
 *
 * @param name what to call it: the stack's name.
 * @param exported the JSON of `pulumi stack export` or of a state file.
 */
export function readDeployment(name: string, exported: unknown): Topology {
  const { deployment, checkpoint } = (exported ?? {}) as Deployment;
  const resources = deployment?.resources ?? checkpoint?.latest?.resources ?? [];
  return mergeFragments(name, resources.filter(isComponent).map(fragmentOf));
}

function isComponent(resource: Resource): boolean {
  return resource.type.startsWith("bulkhead:index:") && resource.delete !== true;
}

function fragmentOf(resource: Resource): Fragment {
  const fragment = resource.outputs?.[fragmentOutput];
  return typeof fragment === "object" && fragment !== null ? (fragment as Fragment) : {};
}
