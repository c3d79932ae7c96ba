import { posix } from "node:path";
import { buffer } from "node:stream/consumers";
import type {
  ContainerInspect,
  ContainerSpec,
  ContainerSummary,
  EndpointSettings,
  ResourceUpdate,
} from "./api.ts";
import type { Engine } from "./engine.ts";
import { failedWith } from "./failure.ts";
import { inBody } from "./request.ts";

/** A file to put into a container. */
export interface UploadFile {
  /** Absolute path in the container; missing folders are made. */
  readonly path: string;
  readonly content: Buffer;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Numbers of the user and the group it belongs to; root's by default. */
  readonly owner?: number;
  readonly group?: number;
}

/** Looks at a container; undefined when there is none. */
export async function inspectContainer(engine: Engine, id: string): Promise<ContainerInspect | undefined> {
  return await engine.find(`inspect container ${short(id)}`, async docker => {
    return (await docker.getContainer(id).inspect()) as unknown as ContainerInspect;
  });
}

/** Looks at a container as an older API shows it; undefined when there is none. */
export async function inspectContainerOf(
  engine: Engine,
  id: string,
  api: string,
): Promise<ContainerInspect | undefined> {
  return await engine.findOf(api, `inspect container ${short(id)}`, async docker => {
    return (await docker.getContainer(id).inspect()) as unknown as ContainerInspect;
  });
}

/** Containers, running or not, that carry all of the given labels (`key` or `key=value`). */
export async function listContainers(engine: Engine, labels: readonly string[]): Promise<ContainerSummary[]> {
  return await engine.read("list containers", async docker => {
    const found = await docker.listContainers({ all: true, filters: { label: [...labels] } });
    return found as unknown as ContainerSummary[];
  });
}

/** Containers, running or not, that mount a volume. */
export async function listContainersOn(engine: Engine, volume: string): Promise<ContainerSummary[]> {
  return await engine.read(`list containers on volume ${volume}`, async docker => {
    const found = await docker.listContainers({ all: true, filters: { volume: [volume] } });
    return found as unknown as ContainerSummary[];
  });
}

/** Creates a container without starting it; gives its id. */
export async function createContainer(engine: Engine, spec: ContainerSpec): Promise<string> {
  return await engine.call(`create container ${spec.name}`, async docker => {
    const { name, platform, ...body } = spec;
    const query = { name, ...(platform === undefined ? {} : { platform }) };
    const container = await docker.createContainer(inBody(body, query));
    return container.id;
  });
}

/** Connects a container, running or not, to a network. */
export async function connectNetwork(
  engine: Engine,
  network: string,
  id: string,
  endpoint: EndpointSettings,
  name = short(id),
): Promise<void> {
  const EndpointConfig = endpoint as unknown as Record<string, never>;
  await engine.endpoints.run(() =>
    engine.call(`connect container ${name} to network ${network}`, docker =>
      docker.getNetwork(network).connect({ Container: id, EndpointConfig }),
    ),
  );
}

/** Disconnects a container from a network; nothing happens when it is not connected, or either is gone. */
export async function disconnectNetwork(
  engine: Engine,
  network: string,
  id: string,
  options: { readonly force?: boolean } = {},
): Promise<void> {
  try {
    await engine.endpoints.run(() =>
      engine.repeat(`disconnect container ${short(id)} from network ${network}`, docker =>
        docker.getNetwork(network).disconnect({ Container: id, Force: options.force ?? false }),
      ),
    );
  } catch (error) {
    if (!failedWith(error, "not-found", "already-so")) throw error;
  }
}

/**
 * Puts files into a container that need not run. A file below a mounted volume is written through that mount,
 * which is the only way into a container whose root is read-only.
 */
export async function uploadFiles(
  engine: Engine,
  container: ContainerInspect,
  files: readonly UploadFile[],
): Promise<void> {
  const roots = container.Mounts.filter(mount => mount.RW && mount.Type === "volume").map(
    mount => mount.Destination,
  );
  for (const [root, group] of Map.groupBy(files, file => rootOf(file.path, roots))) {
    const { pack } = await import("tar-stream");
    const archive = pack();
    for (const file of group) {
      archive.entry(
        {
          name: posix.relative(root, file.path),
          mode: file.mode,
          uid: file.owner ?? 0,
          gid: file.group ?? 0,
          mtime: new Date(),
        },
        file.content,
      );
    }
    archive.finalize();
    const body = await buffer(archive);
    const names = group.map(file => file.path).join(", ");
    await engine.repeat(`upload ${names} to container ${container.Name.slice(1)}`, docker =>
      // A file must not take the place of a folder and all that is in it.
      docker.getContainer(container.Id).putArchive(body, { path: root, noOverwriteDirNonDir: "true" }),
    );
  }
}

function rootOf(path: string, roots: readonly string[]): string {
  const holding = roots.filter(root => path.startsWith(`${root}/`));
  return holding.reduce((longest, root) => (root.length > longest.length ? root : longest), "/");
}

export async function startContainer(engine: Engine, id: string, name = short(id)): Promise<void> {
  try {
    await engine.repeat(`start container ${name}`, docker => docker.getContainer(id).start());
  } catch (error) {
    if (!alreadyDone(error)) throw error;
  }
}

/** Stops a container: its stop signal, then SIGKILL after `graceSeconds`. */
export async function stopContainer(engine: Engine, id: string, graceSeconds: number): Promise<void> {
  try {
    await engine.repeat(`stop container ${short(id)}`, docker =>
      docker.getContainer(id).stop({ t: graceSeconds }),
    );
  } catch (error) {
    if (!alreadyDone(error) && !failedWith(error, "not-found")) throw error;
  }
}

/** Ends a container and starts it again; it has its own grace for the end. */
export async function restartContainer(engine: Engine, id: string, name = short(id)): Promise<void> {
  await engine.repeat(`restart container ${name}`, docker => docker.getContainer(id).restart());
}

/** Lets a paused container go on. */
export async function unpauseContainer(engine: Engine, id: string): Promise<void> {
  await engine.repeat(`unpause container ${short(id)}`, docker => docker.getContainer(id).unpause());
}

/**
 * Removes a container, running or not; nothing happens when it is gone.
 *
 * @returns false when somebody else (or the engine, at the end of one that is to be removed then) is still at it.
 */
export async function removeContainer(
  engine: Engine,
  id: string,
  options: { readonly volumes: boolean },
): Promise<boolean> {
  try {
    await engine.repeat(`remove container ${short(id)}`, docker =>
      docker.getContainer(id).remove({ force: true, v: options.volumes }),
    );
    return true;
  } catch (error) {
    if (failedWith(error, "not-found")) return true;
    if (failedWith(error, "already-so")) return false;
    throw error;
  }
}

export async function renameContainer(engine: Engine, id: string, name: string): Promise<void> {
  await engine.call(`rename container ${short(id)} to ${name}`, docker =>
    docker.getContainer(id).rename({ name }),
  );
}

/** Changes a container's limits or restart policy while it runs. */
export async function updateContainer(engine: Engine, id: string, update: ResourceUpdate): Promise<void> {
  await engine.repeat(`update container ${short(id)}`, docker => docker.getContainer(id).update(update));
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

/** The engine answers 304 to "start what runs" and "stop what is stopped". */
function alreadyDone(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    typeof cause === "object" && cause !== null && (cause as { statusCode?: unknown }).statusCode === 304
  );
}
