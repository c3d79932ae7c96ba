import type { NetworkInspect, NetworkSpec } from "./api.ts";
import { disconnectNetwork, inspectContainer } from "./containers.ts";
import type { Engine } from "./engine.ts";
import { EngineFailure, failedWith } from "./failure.ts";
import { inBody } from "./request.ts";

/** Looks at a network by id or name; undefined when there is none. */
export async function inspectNetwork(engine: Engine, id: string): Promise<NetworkInspect | undefined> {
  return await engine.find(`inspect network ${id}`, async docker => {
    return (await docker.getNetwork(id).inspect()) as unknown as NetworkInspect;
  });
}

/** Networks that carry all of the given labels (`key` or `key=value`); all of them for none. */
export async function listNetworks(
  engine: Engine,
  labels: readonly string[] = [],
): Promise<NetworkInspect[]> {
  return await engine.read("list networks", async docker => {
    const filters = labels.length === 0 ? {} : { filters: { label: [...labels] } };
    return (await docker.listNetworks(filters)) as unknown as NetworkInspect[];
  });
}

/** Creates a network; gives its id. A second network of the same name is refused. */
export async function createNetwork(engine: Engine, spec: NetworkSpec): Promise<string> {
  const subnets = (spec.IPAM?.Config ?? []).flatMap(pool => pool.Subnet ?? []);
  const doing = `create network ${spec.Name}${subnets.length === 0 ? "" : ` (${subnets.join(", ")})`}`;
  return await engine.call(doing, async docker => {
    const created = await docker.createNetwork(inBody({ ...spec, CheckDuplicate: true }));
    return created.id;
  });
}

/**
 * Removes a network; nothing happens when it is gone. Endpoints left behind by containers that no longer exist
 * (parallel removal leaks some on older engines) are taken off first; living containers are named in the error.
 */
export async function removeNetwork(engine: Engine, id: string): Promise<void> {
  try {
    await removeOnce(engine, id);
  } catch (error) {
    if (failedWith(error, "not-found")) return;
    if (!failedWith(error, "endpoints-in-use")) throw error;
    await detachStaleEndpoints(engine, id, error);
    await removeOnce(engine, id).catch(async again => {
      throw (await miscounted(engine, id, again)) ?? again;
    });
  }
}

async function removeOnce(engine: Engine, id: string): Promise<void> {
  await engine.repeat(`remove network ${id.slice(0, 12)}`, docker => docker.getNetwork(id).remove());
}

async function detachStaleEndpoints(engine: Engine, id: string, failure: EngineFailure): Promise<void> {
  const network = await inspectNetwork(engine, id);
  const endpoints = Object.entries(network?.Containers ?? {});
  const living: string[] = [];
  for (const [containerId, { Name }] of endpoints) {
    if ((await inspectContainer(engine, containerId)) === undefined) {
      await disconnectNetwork(engine, id, Name, { force: true });
    } else {
      living.push(Name);
    }
  }
  if (living.length > 0) {
    throw new EngineFailure(
      "endpoints-in-use",
      `Could not remove network ${network?.Name ?? id}: ${living.join(", ")} ${living.length === 1 ? "is" : "are"} connected to it.`,
      "Disconnect or remove what does not belong there, then run the command again.",
      { cause: failure },
    );
  }
}

/**
 * Engines before 28.1 keep a count beside the endpoints themselves; where containers leave at the same moment it can
 * come out too high (moby#42119), and only a restart of the engine counts anew.
 */
async function miscounted(engine: Engine, id: string, cause: unknown): Promise<EngineFailure | undefined> {
  if (!failedWith(cause, "endpoints-in-use")) return undefined;
  const network = await inspectNetwork(engine, id);
  if (network === undefined || Object.keys(network.Containers ?? {}).length > 0) return undefined;
  return new EngineFailure(
    "endpoints-in-use",
    `Could not remove network ${network.Name}: nothing is connected to it, and the engine counts something all the same (a fault of engines before 28.1).`,
    "Restart the engine (`systemctl restart docker`), which then counts anew, and run the command again.",
    { cause },
  );
}
