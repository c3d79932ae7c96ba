import type { VolumeCreateOptions } from "dockerode";
import type { VolumeInspect, VolumeSpec } from "./api.ts";
import type { Engine } from "./engine.ts";
import { failedWith } from "./failure.ts";
import { inBody } from "./request.ts";

/** Looks at a volume; undefined when there is none. */
export async function inspectVolume(engine: Engine, name: string): Promise<VolumeInspect | undefined> {
  return await engine.find(`inspect volume ${name}`, async docker => {
    return (await docker.getVolume(name).inspect()) as unknown as VolumeInspect;
  });
}

/** Volumes that carry all of the given labels (`key` or `key=value`). */
export async function listVolumes(engine: Engine, labels: readonly string[]): Promise<VolumeInspect[]> {
  return await engine.read("list volumes", async docker => {
    const found = await docker.listVolumes({ filters: { label: [...labels] } });
    return (found.Volumes ?? []) as unknown as VolumeInspect[];
  });
}

/** Creates a volume; an existing one of that name and driver is taken as it is, as the engine does. */
export async function createVolume(engine: Engine, spec: VolumeSpec): Promise<string> {
  return await engine.repeat(`create volume ${spec.Name}`, async docker => {
    const created = await docker.createVolume(inBody<VolumeCreateOptions>(spec));
    return created.name;
  });
}

/** Removes a volume; nothing happens when it is gone. */
export async function removeVolume(engine: Engine, name: string): Promise<void> {
  try {
    await engine.repeat(`remove volume ${name}`, docker => docker.getVolume(name).remove());
  } catch (error) {
    if (!failedWith(error, "not-found")) throw error;
  }
}
