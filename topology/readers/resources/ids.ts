import { nameOf, type StackResource } from "./resource.ts";

/**
 * Gives resources of one kind their ids in the topology: their names in the program, which stay the same from one
 * revision to the next. Names that several have, or that a component has taken, get their parent's in front.
 *
 * @param taken ids that components have registered.
 */
export function giveIds(
  resources: readonly StackResource[],
  taken: ReadonlySet<string>,
): Map<StackResource, string> {
  const ids = new Map<StackResource, string>();
  let open = resources;
  const used = new Set(taken);
  for (const form of [plainName, nameBelowParent, wholeUrn]) {
    const groups = Map.groupBy(open, form);
    const alone = (resource: StackResource): boolean => {
      const id = form(resource);
      return groups.get(id)?.length === 1 && !used.has(id);
    };
    const settled = open.filter(alone);
    for (const resource of settled) ids.set(resource, form(resource));
    for (const resource of settled) used.add(form(resource));
    open = open.filter(resource => !ids.has(resource));
  }
  return ids;
}

function plainName({ urn }: StackResource): string {
  return nameOf(urn);
}

function nameBelowParent({ urn, parent }: StackResource): string {
  return parent === undefined ? urn : `${nameOf(parent)}/${nameOf(urn)}`;
}

function wholeUrn({ urn }: StackResource): string {
  return urn;
}
