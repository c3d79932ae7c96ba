import { PassThrough, type Readable } from "node:stream";
import type { ContainerSpec, NetworkSpec, VolumeSpec } from "../../../engine/index.ts";
import { type Backend, type Call, json, type Reply, refusal } from "./call.ts";
import { containerInspect, imageInspect, networkInspect, volumeInspect } from "./modelInspect.ts";
import {
  emptyState,
  findContainer,
  findNetwork,
  type ModelContainer,
  type ModelState,
  membersOf,
  newId,
  restarted,
} from "./modelState.ts";

type Handler = (keys: readonly string[], body: unknown, query: URLSearchParams) => Reply;

const done: Reply = { status: 204 };

/**
 * A model of an engine in memory: as much of its API as the provider calls, with the refusals and messages of engine
 * 20.10. It does in microseconds what takes a real engine half a second, so everything can be tried at every call.
 */
export class ModelEngine {
  #state: ModelState;
  readonly #listeners = new Set<PassThrough>();

  /** @param published names of the images that can be pulled. */
  constructor(published: readonly string[]) {
    this.#state = emptyState(published);
  }

  /** A copy of all it has. */
  get state(): ModelState {
    return structuredClone(this.#state);
  }

  set state(state: ModelState) {
    this.#state = structuredClone(state);
  }

  /** Lets a container, by id or name, end by itself. */
  end(key: string, exitCode: number): void {
    const container = findContainer(this.#state, key);
    if (container === undefined) throw new Error(`The model has no container ${key}.`);
    Object.assign(container, { status: "exited", exitCode });
    this.#tell(container, "die");
  }

  /** Tells those who listen of something that has happened to a container. */
  tell(key: string, action: string): void {
    const container = findContainer(this.#state, key);
    if (container !== undefined) this.#tell(container, action);
  }

  /** Stops and starts, with what that does to its containers. */
  restart(): void {
    this.#state = restarted(this.#state);
  }

  readonly answer: Backend = async (call: Call) => {
    const url = new URL(call.url, "http://engine");
    const path = url.pathname.replace(/^\/v[\d.]+/, "");
    if (call.method === "PUT") return this.#putArchive(path, url.searchParams);
    const body: unknown = call.body.length === 0 ? undefined : JSON.parse(call.body.toString("utf8"));
    for (const [route, handler] of this.#routes) {
      const [method, pattern] = route.split(" ") as [string, string];
      const keys = method === call.method ? match(pattern, path) : undefined;
      if (keys !== undefined) return handler(keys, body, url.searchParams);
    }
    return refusal(404, `the model of an engine has no ${call.method} ${path}`);
  };

  readonly #routes: readonly (readonly [route: string, handler: Handler])[] = [
    ["GET /version", () => json(200, { Version: "20.10.24", ApiVersion: "1.41" })],
    ["GET /events", () => this.#events()],
    ["POST /containers/create", (_, body, query) => this.#createContainer(body as ContainerSpec, query)],
    ["GET /containers/*/json", ([id]) => this.#container(id, one => json(200, containerInspect(one)))],
    ["POST /containers/*/start", ([id]) => this.#container(id, one => this.#start(one))],
    ["POST /containers/*/stop", ([id]) => this.#container(id, one => this.#stop(one))],
    ["POST /containers/*/update", ([id], body) => this.#container(id, one => this.#update(one, body))],
    [
      "POST /containers/*/rename",
      ([id], _, query) =>
        this.#container(id, one => {
          one.Name = query.get("name") ?? "";
          return done;
        }),
    ],
    ["DELETE /containers/*", ([id]) => this.#container(id, one => this.#remove(one))],
    ["GET /containers/*/logs", () => ({ status: 200, body: Buffer.alloc(0) })],
    ["POST /networks/create", (_, body) => this.#createNetwork(body as NetworkSpec)],
    [
      "GET /networks",
      () =>
        json(
          200,
          Object.values(this.#state.networks).map(one => networkInspect(one, [])),
        ),
    ],
    ["POST /networks/*/connect", ([id], body) => this.#connect(id, body)],
    ["POST /networks/*/disconnect", ([id], body) => this.#disconnect(id, body)],
    [
      "GET /networks/*",
      ([id = ""]) => {
        const found = findNetwork(this.#state, id);
        if (found === undefined) return refusal(404, `network ${id} not found`);
        return json(200, networkInspect(found, membersOf(this.#state, found.Id)));
      },
    ],
    ["DELETE /networks/*", ([id = ""]) => this.#removeNetwork(id)],
    ["POST /volumes/create", (_, body) => this.#createVolume(body as VolumeSpec)],
    [
      "GET /volumes/*",
      ([name = ""]) => {
        const found = this.#state.volumes[name];
        return found === undefined ? noVolume(name) : json(200, volumeInspect(found));
      },
    ],
    ["DELETE /volumes/*", ([name = ""]) => this.#removeVolume(name)],
    ["GET /images/*/json", ([name = ""]) => this.#inspectImage(name)],
    ["POST /images/create", (_, __, query) => this.#pull(query)],
    ["DELETE /images/*", ([name = ""]) => this.#removeImage(name)],
  ];

  #events(): Reply {
    const stream = new PassThrough();
    this.#listeners.add(stream);
    stream.on("close", () => this.#listeners.delete(stream));
    return { status: 200, type: "application/json", body: stream };
  }

  #tell({ Id }: ModelContainer, Action: string): void {
    const line = `${JSON.stringify({ Type: "container", Action, Actor: { ID: Id, Attributes: {} } })}\n`;
    for (const listener of this.#listeners) listener.write(line);
  }

  #container(id = "", work: (container: ModelContainer) => Reply): Reply {
    const found = findContainer(this.#state, id);
    return found === undefined ? refusal(404, `No such container: ${id}`) : work(found);
  }

  #createContainer(spec: ContainerSpec, query: URLSearchParams): Reply {
    const { HostConfig, NetworkingConfig, ...Config } = spec;
    const Name = query.get("name") ?? "";
    if (!this.#state.images.includes(Config.Image)) return refusal(404, `No such image: ${Config.Image}`);
    const taken = findContainer(this.#state, Name);
    if (taken !== undefined) {
      const by = `by container "${taken.Id}". You have to remove (or rename) that container`;
      return refusal(
        409,
        `Conflict. The container name "/${Name}" is already in use ${by} to be able to reuse that name.`,
      );
    }
    const Networks: ModelContainer["Networks"] = {};
    const endpoints = Object.entries(NetworkingConfig?.EndpointsConfig ?? { bridge: {} });
    for (const [name, settings] of endpoints) {
      const network = findNetwork(this.#state, name);
      Networks[name] = { ...settings, NetworkID: network?.Id ?? "default" };
    }
    const Id = newId(this.#state);
    const container: ModelContainer = {
      ...{ Id, Name, Config, HostConfig, Networks, archives: [] },
      ...{ status: "created", started: 0, health: undefined, exitCode: 0 },
    };
    this.#state.containers[Id] = container;
    this.#tell(container, "create");
    return json(201, { Id, Warnings: [] });
  }

  #start(container: ModelContainer): Reply {
    if (container.status === "running") return { status: 304 };
    const lost = Object.entries(container.Networks).find(
      ([, { NetworkID }]) => NetworkID !== "default" && this.#state.networks[NetworkID] === undefined,
    );
    if (lost !== undefined) return refusal(404, `network ${lost[0]} not found`);
    container.status = "running";
    container.started += 1;
    this.#tell(container, "start");
    if (container.Config.Healthcheck) {
      container.health = "healthy";
      this.#tell(container, "health_status: healthy");
    }
    return done;
  }

  #stop(container: ModelContainer): Reply {
    if (container.status !== "running") return { status: 304 };
    container.status = "exited";
    this.#tell(container, "die");
    return done;
  }

  #update(container: ModelContainer, body: unknown): Reply {
    Object.assign(container.HostConfig, body);
    return json(200, { Warnings: null });
  }

  #remove(container: ModelContainer): Reply {
    delete this.#state.containers[container.Id];
    this.#tell(container, "destroy");
    return done;
  }

  #putArchive(path: string, query: URLSearchParams): Reply {
    const [id] = match("/containers/*/archive", path) ?? [];
    return this.#container(id, one => {
      const folder = query.get("path") ?? "";
      if (!one.archives.includes(folder)) one.archives.push(folder);
      return { status: 200 };
    });
  }

  #createNetwork(spec: NetworkSpec): Reply {
    if (findNetwork(this.#state, spec.Name)?.Name === spec.Name)
      return refusal(409, `network with name ${spec.Name} already exists`);
    const subnets = (one: NetworkSpec) => (one.IPAM?.Config ?? []).map(({ Subnet }) => Subnet);
    const used = new Set(Object.values(this.#state.networks).flatMap(subnets));
    if (subnets(spec).some(subnet => used.has(subnet)))
      return refusal(403, "Pool overlaps with other one on this address space");
    const Id = newId(this.#state);
    this.#state.networks[Id] = { ...spec, Id };
    return json(201, { Id, Warning: "" });
  }

  #connect(id = "", body: unknown): Reply {
    const { Container, EndpointConfig } = body as { Container: string; EndpointConfig: object };
    const network = findNetwork(this.#state, id);
    if (network === undefined) return refusal(404, `network ${id} not found`);
    return this.#container(Container, one => {
      if (one.Networks[network.Name] !== undefined)
        return refusal(403, `endpoint with name ${one.Name} already exists in network ${network.Name}`);
      one.Networks[network.Name] = { ...EndpointConfig, NetworkID: network.Id };
      return { status: 200 };
    });
  }

  #disconnect(id = "", body: unknown): Reply {
    const { Container } = body as { Container: string };
    const network = findNetwork(this.#state, id);
    if (network === undefined) return refusal(404, `network ${id} not found`);
    return this.#container(Container, one => {
      if (one.Networks[network.Name] === undefined)
        return refusal(500, `container ${one.Id} is not connected to network ${network.Name}`);
      delete one.Networks[network.Name];
      return { status: 200 };
    });
  }

  #removeNetwork(id: string): Reply {
    const network = findNetwork(this.#state, id);
    if (network === undefined) return refusal(404, `network ${id} not found`);
    if (membersOf(this.#state, network.Id).length > 0)
      return refusal(
        403,
        `error while removing network: network ${network.Name} id ${network.Id} has active endpoints`,
      );
    delete this.#state.networks[network.Id];
    return done;
  }

  #createVolume({ Name, Labels = {} }: VolumeSpec): Reply {
    const volume = this.#state.volumes[Name] ?? { Name, Labels };
    this.#state.volumes[Name] = volume;
    return json(201, volumeInspect(volume));
  }

  #removeVolume(name: string): Reply {
    if (this.#state.volumes[name] === undefined) return noVolume(name);
    const user = Object.values(this.#state.containers).find(one =>
      one.HostConfig.Binds?.some(bind => bind.startsWith(`${name}:`)),
    );
    if (user !== undefined) return refusal(409, `remove ${name}: volume is in use - [${user.Id}]`);
    delete this.#state.volumes[name];
    return done;
  }

  #inspectImage(name: string): Reply {
    const found = this.#state.images.find(one => one === name || imageInspect(one).Id === name);
    return found === undefined ? refusal(404, `No such image: ${name}`) : json(200, imageInspect(found));
  }

  #pull(query: URLSearchParams): Reply {
    const tag = query.get("tag");
    const name = `${query.get("fromImage") ?? ""}${tag === null ? "" : `:${tag}`}`;
    if (!this.#state.published.includes(name)) return refusal(404, `manifest for ${name} not found`);
    if (!this.#state.images.includes(name)) this.#state.images.push(name);
    const steps = ["Pulling from here", "Pull complete", `Status: Downloaded newer image for ${name}`];
    return { status: 200, type: "application/json", body: lines(steps.map(status => ({ status }))) };
  }

  #removeImage(name: string): Reply {
    const index = this.#state.images.findIndex(one => one === name || imageInspect(one).Id === name);
    if (index === -1) return refusal(404, `No such image: ${name}`);
    const user = Object.values(this.#state.containers).find(
      one => one.Config.Image === this.#state.images[index],
    );
    if (user !== undefined)
      return refusal(
        409,
        `conflict: unable to remove repository reference "${name}" - container ${user.Id} is using it`,
      );
    this.#state.images.splice(index, 1);
    return json(200, [{ Untagged: name }]);
  }
}

function noVolume(name: string): Reply {
  return refusal(404, `get ${name}: no such volume`);
}

/** What stands in the places of a pattern's stars, where a path fits it; an image's name may hold slashes. */
function match(pattern: string, path: string): string[] | undefined {
  const found = new RegExp(`^${pattern.replaceAll("*", "(.+)")}$`).exec(path);
  return found?.slice(1).map(decodeURIComponent);
}

function lines(values: readonly object[]): Readable {
  const stream = new PassThrough();
  for (const value of values) stream.write(`${JSON.stringify(value)}\r\n`);
  stream.end();
  return stream;
}
