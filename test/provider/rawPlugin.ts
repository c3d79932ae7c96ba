import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ChannelCredentials, type ServiceError } from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { decode, encode, type Properties } from "../../provider/protocol/values.ts";

const { ResourceProviderClient } = providerServices;
const { CheckRequest, ConfigureRequest, CreateRequest, ErrorResourceInitFailed } = providerMessages;
const { Status } = statusMessages;
const { Empty } = emptyMessages;

type Client = InstanceType<typeof ResourceProviderClient>;
type CheckResponse = InstanceType<typeof providerMessages.CheckResponse>;
type CreateResponse = InstanceType<typeof providerMessages.CreateResponse>;

const executable = join(import.meta.dirname, "../../provider/bin/pulumi-resource-docker");

/** What Pulumi's engine says about making up names. */
export interface Autonaming {
  readonly proposed?: string;
  readonly disabled?: boolean;
  readonly seed?: Uint8Array;
}

/** A creation that failed. What there is of the object is present where it came to be all the same. */
export interface FailedCreation {
  readonly message: string;
  readonly partial?: { readonly id: string; readonly state: Properties; readonly inputs: Properties };
}

/**
 * The plugin's process and its protocol, for what tests seldom need: broken off, killed, without an answer, with the
 * details of a failure. Everything else is told by the harness's client.
 */
export class RawPlugin {
  readonly process: ChildProcess;
  readonly #client: Client;

  private constructor(process: ChildProcess, client: Client) {
    this.process = process;
    this.#client = client;
  }

  /** Starts a plugin; `engineAddress` is the one Pulumi's engine would give. */
  static async start(options: {
    readonly providerId: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly engineAddress?: string;
    readonly config?: Properties;
  }): Promise<RawPlugin> {
    const child = spawn(executable, options.engineAddress === undefined ? [] : [options.engineAddress], {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, ChannelCredentials.createInsecure());
    const request = new ConfigureRequest();
    request.setArgs(encode(options.config ?? {}));
    request.setId(options.providerId);
    await new Promise<void>((resolve, reject) => {
      client.configure(request, error => (error === null ? resolve() : reject(error)));
    }).catch(error => {
      child.kill("SIGKILL");
      throw error;
    });
    return new RawPlugin(child, client);
  }

  /** Checks inputs under a naming rule of Pulumi's engine. */
  async check(urn: string, olds: Properties, news: Properties, naming: Autonaming = {}) {
    const request = new CheckRequest();
    request.setUrn(urn);
    request.setType(urn.split("::")[2] ?? "");
    request.setOlds(encode(olds));
    request.setNews(encode(news));
    if (naming.seed !== undefined) request.setRandomseed(naming.seed);
    if (naming.proposed !== undefined || naming.disabled) {
      const options = new CheckRequest.AutonamingOptions();
      const { DISABLE, PROPOSE } = CheckRequest.AutonamingOptions.Mode;
      options.setMode(naming.disabled ? DISABLE : PROPOSE);
      options.setProposedName(naming.proposed ?? "");
      request.setAutonaming(options);
    }
    const response = await new Promise<CheckResponse>((resolve, reject) => {
      this.#client.check(request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
    const failures = response.getFailuresList().map(one => `${one.getProperty()}: ${one.getReason()}`);
    return { inputs: decode(response.getInputs()), failures };
  }

  /** Sends a creation; resolves with how it failed, or with undefined once it has succeeded or nobody answers any more. */
  async create(urn: string, inputs: Properties): Promise<FailedCreation | undefined> {
    const request = new CreateRequest();
    request.setUrn(urn);
    request.setType(urn.split("::")[2] ?? "");
    request.setProperties(encode(inputs));
    const error = await new Promise<ServiceError | null>(resolve => {
      this.#client.create(request, (failure: ServiceError | null, _answer: CreateResponse) =>
        resolve(failure),
      );
    });
    if (error === null) return undefined;
    const partial = partialOf(error);
    return { message: error.details, ...(partial === undefined ? {} : { partial }) };
  }

  /** Breaks off what waits, as Ctrl-C in the CLI does. */
  async cancel(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#client.cancel(new Empty(), error => (error === null ? resolve() : reject(error)));
    });
  }

  /** Ends the process the hard way and waits for its end. */
  async kill(): Promise<void> {
    this.#client.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const closed = once(this.process, "close");
    this.process.kill("SIGKILL");
    await closed;
  }
}

function partialOf(error: ServiceError): FailedCreation["partial"] {
  const [packed] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(packed instanceof Buffer)) return undefined;
  const [detail] = Status.deserializeBinary(packed).getDetailsList();
  if (detail === undefined) return undefined;
  const failed = ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return { id: failed.getId(), state: decode(failed.getProperties()), inputs: decode(failed.getInputs()) };
}
