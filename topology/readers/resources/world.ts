import type { Maybe } from "../../model/known.ts";
import { giveIds } from "./ids.ts";
import { imageNames, imageProperties } from "./images.ts";
import { References } from "./references.ts";
import { type StackResource, tokens } from "./resource.ts";

/** The resources of one kind, with their ids in the topology, and as others refer to them. */
export interface Kind {
  readonly ids: ReadonlyMap<StackResource, string>;
  readonly references: References;
}

/** All resources of a stack, sorted. */
export interface World {
  readonly networks: Kind;
  readonly volumes: Kind;
  readonly containers: Kind;
  readonly services: Kind;
  readonly images: Kind & { readonly names: ReadonlyMap<string, Maybe<string>> };
}

/** What components have registered: the ids they took, and which resources stand for them. */
export interface Claims {
  /** Networks of other stacks, by their names on the engine. */
  readonly elsewhere: ReadonlyMap<string, string>;
  readonly workloads: Claimed;
  readonly networks: Claimed;
  readonly volumes: Claimed;
}

/** Of one kind: ids no other may get, and resources that have one of them. */
export interface Claimed {
  readonly taken: ReadonlySet<string>;
  readonly by: ReadonlyMap<StackResource, string>;
}

/** Sorts the resources of a stack by what they are. */
export function worldOf(resources: readonly StackResource[], claims: Claims): World {
  const byType = Map.groupBy(resources, ({ type }) => type);
  const of = (...types: readonly string[]): StackResource[] => types.flatMap(type => byType.get(type) ?? []);
  const workloads = idsOf(of(tokens.container, tokens.service), claims.workloads);
  const only = (type: string): Map<StackResource, string> =>
    new Map([...workloads].filter(([resource]) => resource.type === type));
  const images = giveIds(of(tokens.remoteImage, tokens.image, tokens.registryImage), new Set());
  return {
    networks: kind(idsOf(of(tokens.network), claims.networks), undefined, claims.elsewhere),
    volumes: kind(idsOf(of(tokens.volume), claims.volumes)),
    containers: kind(only(tokens.container)),
    services: kind(only(tokens.service)),
    images: { ...kind(images, imageProperties), names: imageNames(images) },
  };
}

function idsOf(resources: readonly StackResource[], { by, taken }: Claimed): Map<StackResource, string> {
  const others = giveIds(
    resources.filter(resource => !by.has(resource)),
    taken,
  );
  return new Map(
    resources.map(resource => [resource, by.get(resource) ?? others.get(resource) ?? resource.urn]),
  );
}

function kind(
  ids: ReadonlyMap<StackResource, string>,
  properties?: readonly string[],
  elsewhere?: ReadonlyMap<string, string>,
): Kind {
  return { ids, references: new References(ids, properties, elsewhere) };
}
