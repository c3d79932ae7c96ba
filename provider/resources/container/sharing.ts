import { type ContainerInspect, type Engine, inspectContainer } from "../../../engine/index.ts";

/**
 * True for a running container that shares the network of another one which was started anew since, or does not run: the
 * network it is in has no way in or out any more, and only its own restart brings it into the other's new one.
 */
export async function isCutOff(engine: Engine, { HostConfig, State }: ContainerInspect): Promise<boolean> {
  const [, other] = /^container:(.+)$/.exec(HostConfig.NetworkMode ?? "") ?? [];
  if (other === undefined || !State.Running) return false;
  const found = await inspectContainer(engine, other);
  // One that is gone cannot be joined again either; that is for its own resource, and for the replacement of this one.
  if (found === undefined) return true;
  return !found.State.Running || Date.parse(found.State.StartedAt) > Date.parse(State.StartedAt);
}
