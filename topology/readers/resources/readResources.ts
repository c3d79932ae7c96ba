import { type Fragment, mergeFragments, type Topology } from "../../model/topology.ts";
import {
  claimsOf,
  overlaidNetwork,
  type Registered,
  registeredFragments,
  withoutKeepers,
} from "./components.ts";
import { containerOf } from "./container.ts";
import { defaultBridge, networkOf } from "./network.ts";
import { overlaidWorkload } from "./replicas.ts";
import type { StackResource } from "./resource.ts";
import { serviceOf } from "./service.ts";
import { volumeOf } from "./volume.ts";
import { type World, worldOf } from "./world.ts";

/**
 * Reads the topology of a whole stack: what Bulkhead's components registered, held against the resources they made, and
 * every other resource of @pulumi/docker, whoever made it. It never throws: what is not known yet is unknown, and says
 * why, wherever it hides.
 *
 * @param name what to call the topology.
 * @example readResources("preview", [{ urn, type: "docker:index/container:Container", outputs: { name: "web" } }])
 */
export function readResources(name: string, resources: readonly StackResource[]): Topology {
  // Replicas are told apart by their order, which must not be that of events.
  const sorted = resources.toSorted((left, right) => (left.urn < right.urn ? -1 : 1));
  const fragments = registeredFragments(sorted);
  const seen = withoutKeepers(sorted, fragments);
  const world = worldOf(seen, claimsOf(seen, fragments));
  const registered = [...fragments.values()];
  const made = fragmentOfWorld(world, mergeFragments(name, registered));
  const topology = mergeFragments(name, [...registered, made]);
  return usesDefaultBridge(topology)
    ? mergeFragments(name, [topology, { networks: [defaultBridge] }])
    : topology;
}

function fragmentOfWorld(world: World, registered: Registered): Fragment {
  const workloads = [
    ...[...world.containers.ids].map(([resource, id]) => containerOf(id, resource, world)),
    ...[...world.services.ids].map(([resource, id]) => serviceOf(id, resource, world)),
  ];
  const networks = [...world.networks.ids].map(([resource, id]) => networkOf(id, resource, world.networks));
  const volumes = [...world.volumes.ids].map(([resource, id]) => volumeOf(id, resource));
  return {
    workloads: combined(registered.workloads, workloads, overlaidWorkload),
    networks: combined(registered.networks, networks, (known, made) =>
      made.reduce((network, one) => overlaidNetwork(network, one), known),
    ),
    volumes: combined(registered.volumes, volumes, (known, made) => ({ ...made[0], ...known })),
  };
}

/** What resources made, with what components registered about the same. */
function combined<T extends { readonly id: string }>(
  registered: readonly T[],
  made: readonly T[],
  combine: (known: T, made: readonly T[]) => T,
): T[] {
  const byId = new Map(registered.map(item => [item.id, item]));
  return [...Map.groupBy(made, ({ id }) => id)].flatMap(([id, group]) => {
    const known = byId.get(id);
    return known === undefined ? group : [combine(known, group)];
  });
}

function usesDefaultBridge({ workloads, networks }: Topology): boolean {
  return (
    networks.every(({ id }) => id !== defaultBridge.id) &&
    workloads.some(({ attachments }) => attachments.some(({ network }) => network === defaultBridge.id))
  );
}
