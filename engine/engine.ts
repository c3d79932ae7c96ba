import type { Agent } from "node:http";
import type Docker from "dockerode";
import type { DockerOptions } from "dockerode";
import { describeAddress, type EngineAddress, type LocateOptions, locateEngine } from "./address.ts";
import { EngineFailure, failedWith } from "./failure.ts";
import { SingleFile } from "./singleFile.ts";
import { SwarmLooks } from "./swarmLooks.ts";
import { noEngine, translate } from "./translate.ts";

/**
 * The newest API whose list of changes this client was held against; newer engines still speak it. 1.57 has been seen in
 * releases (29.10), its list of changes not.
 */
const newestKnownApi = "1.56";

/** How often a call is made that does no harm when it is made twice, should its connection break off. */
const attempts = 3;

/** An engine's own account of itself. */
export interface EngineVersion {
  readonly engine: string;
  readonly api: string;
  /** Of its machine, as images are named for it: `linux/amd64`. */
  readonly platform: string;
}

/**
 * One Docker engine. The only place that speaks to it: everything else uses `call` and `read`,
 * which turn every error into an {@link EngineFailure} in plain words.
 */
export class Engine {
  readonly address: EngineAddress;
  /**
   * Where containers join and leave networks while they run. Side by side these calls hinder each other: on engine 20.10
   * sixty containers join a network in 1.7 s one after another, and in twice that two at a time. Engines before 28.1 also
   * miscount those that come and go at once (moby#42119), and then keep a network that nobody is on.
   */
  readonly endpoints = new SingleFile();
  /** Where whoever waits for services of its swarm sees how far they are. */
  readonly looks: SwarmLooks = new SwarmLooks(this);
  #session: Promise<Session> | undefined;

  constructor(address: EngineAddress) {
    this.address = address;
  }

  /** The engine the docker CLI would use, unless told otherwise. No call is made yet. */
  static locate(options: LocateOptions = {}): Engine {
    return new Engine(locateEngine(options));
  }

  /** The address as a URL, for messages. */
  get where(): string {
    return describeAddress(this.address);
  }

  /** The engine's version; asked once. */
  async version(): Promise<EngineVersion> {
    return (await this.#connected()).version;
  }

  /** True when the engine speaks at least this API, e.g. `1.44`. */
  async speaks(api: string): Promise<boolean> {
    return compareApi((await this.version()).api, api) >= 0;
  }

  /**
   * Makes a call that changes something, and would do so twice. It is sent once.
   *
   * @param doing words after "could not", e.g. `create container app1`.
   */
  async call<T>(doing: string, send: (docker: Docker) => Promise<T>): Promise<T> {
    const { docker } = await this.#connected();
    return await this.#attempt(doing, 1, () => send(docker));
  }

  /**
   * Makes a call that changes something, and changes nothing more when it is made again (a start, a removal by id).
   * It is sent again, at once and three times at most, when its connection breaks off.
   */
  async repeat<T>(doing: string, send: (docker: Docker) => Promise<T>): Promise<T> {
    const { docker } = await this.#connected();
    return await this.#attempt(doing, attempts, () => send(docker));
  }

  /** Makes a call that only reads; repeated as with {@link repeat}. */
  async read<T>(doing: string, send: (docker: Docker) => Promise<T>): Promise<T> {
    return await this.repeat(doing, send);
  }

  /** Like {@link read}, with undefined for what does not exist. */
  async find<T>(doing: string, send: (docker: Docker) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.read(doing, send);
    } catch (error) {
      if (failedWith(error, "not-found", "image-missing")) return undefined;
      throw error;
    }
  }

  /** Like {@link find}, in the words of an older API that this engine speaks too. */
  async findOf<T>(api: string, doing: string, send: (docker: Docker) => Promise<T>): Promise<T | undefined> {
    const older = await client(this.address, `v${api}`);
    return await this.find(doing, () => send(older));
  }

  /** Refuses a setting that this engine is too old for. */
  async require(api: string, setting: string): Promise<void> {
    if (await this.speaks(api)) return;
    const { engine, api: spoken } = await this.version();
    throw new EngineFailure(
      "unsupported",
      `${setting} needs an engine with API ${api}; this one (${engine}) has ${spoken}.`,
      "Leave the setting out, or use a newer engine.",
    );
  }

  #connected(): Promise<Session> {
    if (this.#session === undefined) {
      this.#session = this.#connect();
      this.#session.catch(() => {
        this.#session = undefined;
      });
    }
    return this.#session;
  }

  async #connect(): Promise<Session> {
    const unversioned = await client(this.address);
    const asking = "ask the engine for its version";
    const version = await this.#attempt(asking, attempts, () => unversioned.version());
    if (typeof version.ApiVersion !== "string") throw noEngine(this.where);
    const api = compareApi(version.ApiVersion, newestKnownApi) < 0 ? version.ApiVersion : newestKnownApi;
    return {
      docker: await client(this.address, `v${api}`),
      version: {
        engine: version.Version,
        api: version.ApiVersion,
        platform: `${version.Os}/${version.Arch}`,
      },
    };
  }

  /** A refused connection is no reason to try again: nobody is there. One that breaks off is, up to so many times. */
  async #attempt<T>(doing: string, times: number, send: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await send();
      } catch (error) {
        const failure = translate(error, doing, this.where, tried);
        if (tried >= times || failure.kind !== "broken-off") throw failure;
      }
    }
  }
}

interface Session {
  readonly docker: Docker;
  readonly version: EngineVersion;
}

async function client(address: EngineAddress, version?: string): Promise<Docker> {
  // With all they bring along these take 40 ms; a run in which nothing changes never gets here.
  const [{ loadDockerode }, { agentOf }] = await Promise.all([
    import("./dockerode.ts"),
    import("./agent.ts"),
  ]);
  const Docker = loadDockerode();
  // Everything is given, if only as undefined: what is left out, docker-modem takes from DOCKER_HOST and its like.
  const nothing = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined };
  const base = overAgent({ ...nothing, version, agent: agentOf(address) });
  switch (address.kind) {
    case "unix":
      return new Docker({ ...base, protocol: "http", socketPath: address.path });
    case "tcp":
      return new Docker({
        ...base,
        host: address.host,
        port: address.port,
        protocol: address.tls === undefined ? "http" : "https",
        ...address.tls,
      });
    case "ssh":
      return new Docker({ ...base, protocol: "http", host: "engine" });
  }
}

/** The types of dockerode do not know that it takes an agent of Node's http. */
function overAgent(options: DockerOptions & { readonly agent: Agent }): DockerOptions {
  return options;
}

/** Compares two API versions such as `1.9` and `1.41`. */
function compareApi(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split(".").map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split(".").map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
