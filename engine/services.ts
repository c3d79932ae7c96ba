import { setTimeout as pause } from "node:timers/promises";
import type { AuthConfig, CreateServiceOptions, Service } from "dockerode";
import { listContainers, removeContainer } from "./containers.ts";
import type { Engine } from "./engine.ts";
import type { EventStream } from "./events.ts";
import { EngineFailure, failedWith } from "./failure.ts";
import type { RegistryLogin } from "./images.ts";
import { inBody } from "./request.ts";
import type { ServiceInspect, ServiceSpec, Task } from "./swarmApi.ts";
import { lookInterval } from "./swarmLooks.ts";
import { waitFor } from "./waiting.ts";

/** How often a change is sent when somebody else changes the service at the same time; it then was not made. */
const updateAttempts = 5;

/** Looks at a service by id or name; undefined when there is none. */
export async function inspectService(engine: Engine, id: string): Promise<ServiceInspect | undefined> {
  return await engine.find(`inspect service ${id}`, async docker => {
    return (await docker.getService(id).inspect()) as ServiceInspect;
  });
}

/** Creates a service; gives its id. The login goes to the nodes, which pull the image. */
export async function createService(
  engine: Engine,
  spec: ServiceSpec,
  login: RegistryLogin | undefined,
): Promise<string> {
  return await engine.call(`create service ${spec.Name}`, async docker => {
    const created = await docker.createService(header(login), inBody<CreateServiceOptions>(spec));
    return created.id;
  });
}

/**
 * Changes a service to what `change` makes of it as it is. A change that comes to an older version is refused by the
 * engine, so it is safe to look again and repeat it: up to five times.
 */
export async function updateService(
  engine: Engine,
  id: string,
  login: RegistryLogin | undefined,
  change: (seen: ServiceInspect) => ServiceSpec,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const seen = await inspectService(engine, id);
    if (seen === undefined) {
      throw new EngineFailure(
        "not-found",
        `Could not update service ${id}: there is no such service.`,
        "`pulumi refresh` takes note of one that was removed by hand.",
      );
    }
    const body = inBody<object>(change(seen), { version: String(seen.Version.Index) });
    try {
      await engine.call(`update service ${seen.Spec.Name}`, docker =>
        sendUpdate(docker.getService(id), login, body),
      );
      return;
    } catch (error) {
      if (attempt >= updateAttempts || !failedWith(error, "outdated")) throw error;
    }
  }
}

/** The types of dockerode do not know the login here. */
async function sendUpdate(service: Service, login: RegistryLogin | undefined, body: object): Promise<void> {
  const sender = service as unknown as {
    update(auth: AuthConfig | undefined, options: object): Promise<unknown>;
  };
  // Without a login the swarm goes on with the one it has; with an empty one it has none any more.
  await sender.update(login === undefined ? undefined : header(login), body);
}

/** The login as dockerode takes it; an empty one is none. */
function header(login: RegistryLogin | undefined): AuthConfig {
  return { ...login } as AuthConfig;
}

/** Every task a service has, also those that ended. */
export async function listTasks(engine: Engine, serviceId: string): Promise<Task[]> {
  // Those of this service alone: of a large stack all of them, four times a second for each, keep a manager busy.
  const filters = JSON.stringify({ service: [serviceId] });
  const own = await engine.find(
    "list tasks",
    async docker => (await docker.listTasks({ filters })) as Task[],
  );
  if (own !== undefined) return own;
  return await engine.read("list tasks", async docker => {
    // By a service that is gone nothing is found, while its tasks still end.
    const found = (await docker.listTasks()) as Task[];
    return found.filter(task => task.ServiceID === serviceId);
  });
}

/**
 * Removes a service and waits until its tasks and their containers on this engine are gone, so that the networks,
 * secrets and volumes they used can go too. Nothing happens when it is gone.
 *
 * @param patience milliseconds its containers may take beyond their grace period.
 */
export async function removeService(
  engine: Engine,
  events: EventStream,
  id: string,
  options: { readonly patience: number; readonly signal: AbortSignal },
): Promise<void> {
  const seen = await inspectService(engine, id);
  const grace = (seen?.Spec.TaskTemplate.ContainerSpec.StopGracePeriod ?? 10e9) / 1e6;
  const end = Date.now() + grace + options.patience;
  try {
    await engine.call(`remove service ${seen?.Spec.Name ?? id}`, docker => docker.getService(id).remove());
  } catch (error) {
    if (!failedWith(error, "not-found")) throw error;
  }
  const gone = async (): Promise<boolean> => {
    const [containers, tasks] = await Promise.all([
      listContainers(engine, [`com.docker.swarm.service.id=${id}`]),
      listTasks(engine, id),
    ]);
    const over = new Set(tasks.filter(isOverJob).map(({ ID }) => ID));
    const ends = containers.map(({ Id, Labels }) =>
      over.has(Labels["com.docker.swarm.task.id"] ?? "")
        ? removeContainer(engine, Id, { volumes: true })
        : waitFor(engine, events, Id, {
            until: container => (container === undefined ? true : undefined),
            deadline: Math.max(0, end - Date.now()),
            signal: options.signal,
          }),
    );
    await Promise.all(ends);
    return containers.length === 0 && over.size === tasks.length;
  };
  while (!(await gone())) {
    if (Date.now() >= end) {
      throw new EngineFailure(
        "timed-out",
        `Service ${seen?.Spec.Name ?? id} is removed, but some of its tasks have not ended.`,
        "Look at them with `docker ps` on their nodes, then run the command again.",
      );
    }
    await lookAgain(options.signal);
  }
}

/** A run of a job that has ended. Engine 20.10 keeps it, and its container, when its service is gone; later ones do not. */
function isOverJob({ JobIteration, Status }: Task): boolean {
  return JobIteration !== undefined && ended.has(Status.State);
}

const ended: ReadonlySet<string> = new Set(["complete", "failed", "rejected", "shutdown", "orphaned"]);

/** Waits until what a swarm does by itself is worth another look. */
export async function lookAgain(signal: AbortSignal, after = lookInterval): Promise<void> {
  try {
    await pause(after, undefined, { signal });
  } catch (error) {
    throw new EngineFailure(
      "cancelled",
      "Waiting for the swarm was cancelled.",
      "Run the command again to go on.",
      { cause: error },
    );
  }
}
