import {
  type Engine,
  listContainers,
  listNetworks,
  listVolumes,
  removeContainer,
  removeNetwork,
  removeVolume,
} from "../engine/index.ts";
import type { StateResource } from "./snapshot.ts";

const providerLabel = "bulkhead.provider";

/**
 * Removes the containers and networks that providers made and the state does not know: what killed runs left behind,
 * also where the program has no use for it any more. Volumes are kept unless asked for: they may hold data.
 *
 * @param providers ids of providers that are, or were, in the state; nothing of anybody else is touched.
 * @returns names of what was removed.
 */
export async function sweep(
  engine: Engine,
  providers: readonly string[],
  resources: readonly StateResource[],
  options: { readonly volumes: boolean } = { volumes: false },
): Promise<string[]> {
  const known = new Set(resources.map(({ id }) => id));
  const removed: string[] = [];
  for (const provider of providers) {
    const label = [`${providerLabel}=${provider}`];
    for (const { Id, Names } of await listContainers(engine, label)) {
      if (known.has(Id)) continue;
      await removeContainer(engine, Id, { volumes: true });
      removed.push(Names[0]?.slice(1) ?? Id);
    }
    for (const { Id, Name } of await listNetworks(engine, label)) {
      if (known.has(Id)) continue;
      await removeNetwork(engine, Id);
      removed.push(Name);
    }
    for (const { Name } of options.volumes ? await listVolumes(engine, label) : []) {
      if (known.has(Name)) continue;
      await removeVolume(engine, Name);
      removed.push(Name);
    }
  }
  return removed;
}
