import type Docker from "dockerode";
import type { ServiceInspect, Task } from "./swarmApi.ts";

/** What a look shows of one service. */
export interface Look {
  /** Undefined where there is none. */
  readonly service: ServiceInspect | undefined;
  /** Every task it has, also those that ended. */
  readonly tasks: readonly Task[];
}

/**
 * Milliseconds between two looks at services' tasks. The engine sends no event for a task (its events tell of services,
 * and of containers on the node that is asked), so that tasks must be looked at.
 */
export const lookInterval = 250;

/** The part of an engine's client that it asks by. */
interface Asked {
  read<T>(doing: string, send: (docker: Docker) => Promise<T>): Promise<T>;
  find<T>(doing: string, send: (docker: Docker) => Promise<T>): Promise<T | undefined>;
}

/**
 * Looks at services of a swarm that somebody waits for. However many those are, a look is two calls: of thirty services that
 * come up at once, each looked at by itself, manager and client would be busy with nothing else.
 */
export class SwarmLooks {
  readonly #engine: Asked;
  readonly #waiting = new Map<string, PromiseWithResolvers<Look>>();
  #next: NodeJS.Timeout | undefined;

  constructor(engine: Asked) {
    this.#engine = engine;
  }

  /** What the next look shows of a service. */
  async at(id: string): Promise<Look> {
    const known = this.#waiting.get(id);
    if (known !== undefined) return await known.promise;
    const waiting = Promise.withResolvers<Look>();
    this.#waiting.set(id, waiting);
    this.#next ??= setTimeout(() => void this.#look(), lookInterval);
    return await waiting.promise;
  }

  async #look(): Promise<void> {
    const asked = new Map(this.#waiting);
    this.#waiting.clear();
    this.#next = undefined;
    const ids = [...asked.keys()];
    try {
      const [services, tasks] = await Promise.all([this.#services(ids), this.#tasks(ids)]);
      const byId = new Map(services.map(service => [service.ID, service]));
      const byService = Map.groupBy(tasks, ({ ServiceID }) => ServiceID);
      for (const [id, { resolve }] of asked)
        resolve({ service: byId.get(id), tasks: byService.get(id) ?? [] });
    } catch (error) {
      for (const { reject } of asked.values()) reject(error);
    }
  }

  async #services(id: readonly string[]): Promise<ServiceInspect[]> {
    const filters = JSON.stringify({ id });
    return await this.#engine.read("list services", async docker => {
      return (await docker.listServices({ filters })) as unknown as ServiceInspect[];
    });
  }

  async #tasks(service: readonly string[]): Promise<Task[]> {
    const filters = JSON.stringify({ service });
    const found = await this.#engine.find(
      "list tasks",
      async docker => (await docker.listTasks({ filters })) as Task[],
    );
    // By a service that is gone nothing is found, of the others neither.
    if (found !== undefined) return found;
    return await this.#engine.read("list tasks", async docker => (await docker.listTasks()) as Task[]);
  }
}
