import type { Engine } from "./engine.ts";
import { failedWith } from "./failure.ts";
import { inBody } from "./request.ts";
import type { StoredInspect, StoredSpec } from "./swarmApi.ts";

/** What a swarm keeps for its services: texts that are secret, and those that are not. */
export type StoredKind = "secret" | "config";

/** Looks at a secret or a config, by id or name; undefined when there is none. A secret comes without its data. */
export async function inspectStored(
  engine: Engine,
  kind: StoredKind,
  id: string,
): Promise<StoredInspect | undefined> {
  return await engine.find(`inspect ${kind} ${id}`, async docker => {
    const handle = kind === "secret" ? docker.getSecret(id) : docker.getConfig(id);
    return (await handle.inspect()) as unknown as StoredInspect;
  });
}

/** Creates a secret or a config; gives its id. */
export async function createStored(engine: Engine, kind: StoredKind, spec: StoredSpec): Promise<string> {
  return await engine.call(`create ${kind} ${spec.Name}`, async docker => {
    const created =
      kind === "secret" ? await docker.createSecret(inBody(spec)) : await docker.createConfig(inBody(spec));
    return created.id;
  });
}

/** Changes the labels, which is all that can be changed. */
export async function relabelStored(
  engine: Engine,
  kind: StoredKind,
  seen: StoredInspect,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const body = inBody<object>({ ...seen.Spec, Labels: labels }, { version: String(seen.Version.Index) });
  await engine.call(`change the labels of ${kind} ${seen.Spec.Name}`, async docker => {
    if (kind === "secret") await docker.getSecret(seen.ID).update(body);
    else await docker.getConfig(seen.ID).update(body);
  });
}

/** Removes a secret or a config; nothing happens when it is gone. One that a service uses is refused. */
export async function removeStored(engine: Engine, kind: StoredKind, id: string): Promise<void> {
  try {
    await engine.call(`remove ${kind} ${id}`, docker =>
      kind === "secret" ? docker.getSecret(id).remove() : docker.getConfig(id).remove(),
    );
  } catch (error) {
    if (!failedWith(error, "not-found")) throw error;
  }
}
