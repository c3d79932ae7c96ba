import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ChannelCredentials, type ServiceError } from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import { decode, encode, type Properties } from "../../provider/protocol/values.ts";
import { runId, testProject } from "./run.ts";

const { ResourceProviderClient } = providerServices;
const {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  InvokeRequest,
  InvokeResponse,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} = providerMessages;

const executable = join(import.meta.dirname, "../../provider/bin/pulumi-resource-docker");

/** How an old and a new set of inputs differ, as the plugin tells Pulumi's engine. */
export interface DiffAnswer {
  readonly changed: boolean;
  readonly diffs: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly detailed: Readonly<Record<string, number>>;
}

/** An RPC that failed. `details` is what the user sees; `partial` says that an object came to be all the same. */
export interface RpcFailure {
  readonly details: string;
  readonly partial: boolean;
}

/**
 * The plugin as Pulumi's engine sees it: its own process, spoken to over the provider protocol. Everything a test does
 * with a resource goes through the same bytes as in a real deployment.
 */
export class ProviderClient {
  readonly #process: ChildProcess;
  readonly #client: InstanceType<typeof ResourceProviderClient>;
  /** The id of the provider resource: what the objects it makes are labelled with. */
  readonly providerId: string;

  private constructor(process: ChildProcess, port: string, providerId: string) {
    this.#process = process;
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, ChannelCredentials.createInsecure());
    this.providerId = providerId;
  }

  /** Starts a plugin and configures it; one that cannot be configured is ended. */
  static async start(
    options: {
      readonly config?: Properties;
      readonly providerId?: string;
      readonly env?: NodeJS.ProcessEnv;
    } = {},
  ): Promise<ProviderClient> {
    const child = spawn(executable, [], {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const client = new ProviderClient(child, port, options.providerId ?? randomUUID());
    const request = new ConfigureRequest();
    request.setArgs(encode(options.config ?? {}));
    request.setId(client.providerId);
    try {
      await client.#call(done => client.#client.configure(request, done));
    } catch (error) {
      // Nobody else could end it.
      await client.stop();
      throw error;
    }
    return client;
  }

  /** Ends the plugin as Pulumi does. */
  async stop(): Promise<void> {
    this.#client.close();
    const closed = once(this.#process, "close");
    this.#process.kill("SIGKILL");
    await closed;
  }

  async check(urn: string, olds: Properties, news: Properties) {
    const request = new CheckRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setOlds(encode(olds));
    request.setNews(encode(news));
    const response = await this.#call<InstanceType<typeof CheckResponse>>(done =>
      this.#client.check(request, done),
    );
    return {
      inputs: decode(response.getInputs()),
      failures: response
        .getFailuresList()
        .map(one => ({ property: one.getProperty(), reason: one.getReason() })),
    };
  }

  async diff(
    urn: string,
    id: string,
    oldInputs: Properties,
    oldState: Properties,
    news: Properties,
  ): Promise<DiffAnswer> {
    const request = new DiffRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setId(id);
    request.setOldInputs(encode(oldInputs));
    request.setOlds(encode(oldState));
    request.setNews(encode(news));
    const response = await this.#call<InstanceType<typeof DiffResponse>>(done =>
      this.#client.diff(request, done),
    );
    const detailed: Record<string, number> = {};
    response.getDetaileddiffMap().forEach((entry, path) => {
      detailed[path] = entry.getKind();
    });
    return {
      changed: response.getChanges() === DiffResponse.DiffChanges.DIFF_SOME,
      diffs: response.getDiffsList(),
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      detailed,
    };
  }

  async create(urn: string, inputs: Properties, preview = false): Promise<{ id: string; state: Properties }> {
    const request = new CreateRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setProperties(encode(inputs));
    request.setPreview(preview);
    const response = await this.#call<InstanceType<typeof CreateResponse>>(done =>
      this.#client.create(request, done),
    );
    return { id: response.getId(), state: decode(response.getProperties()) };
  }

  /** Undefined when the object is gone. */
  async read(urn: string, id: string, inputs: Properties, state: Properties) {
    const request = new ReadRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setId(id);
    if (Object.keys(inputs).length > 0) request.setInputs(encode(inputs));
    request.setProperties(encode(state));
    const response = await this.#call<InstanceType<typeof ReadResponse>>(done =>
      this.#client.read(request, done),
    );
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      state: decode(response.getProperties()),
      inputs: decode(response.getInputs()),
    };
  }

  async update(
    urn: string,
    id: string,
    oldInputs: Properties,
    oldState: Properties,
    news: Properties,
  ): Promise<Properties> {
    const request = new UpdateRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setId(id);
    request.setOldInputs(encode(oldInputs));
    request.setOlds(encode(oldState));
    request.setNews(encode(news));
    return decode(
      (
        await this.#call<InstanceType<typeof UpdateResponse>>(done => this.#client.update(request, done))
      ).getProperties(),
    );
  }

  async delete(urn: string, id: string, state: Properties): Promise<void> {
    const request = new DeleteRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setId(id);
    request.setProperties(encode(state));
    await this.#call(done => this.#client.delete(request, done));
  }

  /** Calls a function; what is wrong with its arguments is thrown. */
  async invoke(token: string, args: Properties): Promise<Properties> {
    const request = new InvokeRequest();
    request.setTok(token);
    request.setArgs(encode(args));
    const response = await this.#call<InstanceType<typeof InvokeResponse>>(done =>
      this.#client.invoke(request, done),
    );
    const failures = response.getFailuresList().map(one => `${one.getProperty()}: ${one.getReason()}`);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return decode(response.getReturn());
  }

  /** Checks and creates, as `pulumi up` does with a new resource; gives all there is to know of it. */
  async make(urn: string, news: Properties): Promise<Made> {
    const { inputs, failures } = await this.check(urn, {}, news);
    if (failures.length > 0)
      throw new Error(failures.map(one => `${one.property}: ${one.reason}`).join("\n"));
    const { id, state } = await this.create(urn, inputs);
    return { urn, id, inputs, state };
  }

  async #call<Response>(
    send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return await new Promise((resolve, reject) => {
      send((error, response) => (error === null ? resolve(response) : reject(rpcFailure(error))));
    });
  }
}

/** A resource that was made: what Pulumi's state would hold of it. */
export interface Made {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/** A URN in this run's stack, e.g. `urnOf("network", "Network", "web")`. */
export function urnOf(module: string, type: string, name: string, stack = runId): string {
  return `urn:pulumi:${stack}::${testProject}::docker:index/${module}:${type}::${name}`;
}

function typeOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function rpcFailure(error: ServiceError): Error & RpcFailure {
  const partial = error.metadata?.get("grpc-status-details-bin").length > 0;
  return Object.assign(new Error(error.details), { details: error.details, partial });
}
