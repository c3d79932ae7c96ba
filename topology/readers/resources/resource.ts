/**
 * One resource of a stack, whoever shows it: a policy, a preview, an exported state. Values may be anything; what is
 * not known may be one of Pulumi's sentinels, or throw when it is touched.
 */
export interface StackResource {
  readonly urn: string;
  /** E.g. `docker:index/container:Container`. */
  readonly type: string;
  /** The engine's id of the object; not known before it is made. */
  readonly id?: unknown;
  /** The parent's URN. */
  readonly parent?: string | undefined;
  /** What the program asked for, where that is to be had. */
  readonly inputs?: unknown;
  /** What became of it, or will. Preferred to the inputs; where they are not known, the inputs count. */
  readonly outputs?: unknown;
  /** URNs of the resources each property takes values from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Types of @pulumi/docker that hold something of the topology. */
export const tokens = {
  container: "docker:index/container:Container",
  service: "docker:index/service:Service",
  network: "docker:index/network:Network",
  volume: "docker:index/volume:Volume",
  remoteImage: "docker:index/remoteImage:RemoteImage",
  image: "docker:index/image:Image",
  registryImage: "docker:index/registryImage:RegistryImage",
} as const;

/** The name a resource has in its program: what stands last in its URN. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The ancestors of a resource, its parent first. */
export function ancestors(
  resource: StackResource,
  byUrn: ReadonlyMap<string, StackResource>,
): StackResource[] {
  const found: StackResource[] = [];
  let next = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
  // A resource is never its own ancestor, unless somebody wrote the file by hand.
  while (next !== undefined && !found.includes(next)) {
    found.push(next);
    next = next.parent === undefined ? undefined : byUrn.get(next.parent);
  }
  return found;
}
