import { type handleUnaryCall, status } from "@grpc/grpc-js";
import { answer as answerWith, type Failure, plainFailure, serve } from "../../plugin/index.ts";
import type { Autonaming } from "../autoname.ts";
import type { Difference } from "../difference.ts";
import { type DockerPlugin, PartialFailure, type Subject } from "../plugin.ts";
import type { CheckFailure } from "../tables/check.ts";
import type { DetailKind } from "../tables/detail.ts";
import { incompleteFailure } from "./failures.ts";
import {
  CheckFailure as CheckFailureMessage,
  CheckRequest,
  type CheckRequestMessage,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  Empty,
  GetMappingResponse,
  GetMappingsResponse,
  GetSchemaResponse,
  InvokeResponse,
  type IResourceProviderServer,
  PluginInfo,
  PropertyDiff,
  type PropertyDiffMessage,
  ProviderHandshakeResponse,
  ReadResponse,
  ResourceProviderService,
  UpdateResponse,
} from "./messages.ts";
import { decode, encode } from "./values.ts";

/** What the server needs beside the plugin itself. */
export interface ServerOptions {
  readonly version: string;
  /** The package's schema as JSON text; made when it is asked for. */
  readonly schema: () => Promise<string>;
}

/** Serves the plugin on a free port of the loopback address; gives the port. */
export async function servePlugin(plugin: DockerPlugin, options: ServerOptions): Promise<number> {
  return await serve(ResourceProviderService, handlers(plugin, options));
}

/** The resource provider protocol in terms of the plugin: every RPC in one place. */
function handlers(plugin: DockerPlugin, options: ServerOptions): IResourceProviderServer {
  return {
    handshake: answer(() => {
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion(options.version);
      return info;
    }),
    getSchema: answer(async () => {
      const response = new GetSchemaResponse();
      response.setSchema(await options.schema());
      return response;
    }),
    checkConfig: answer(request => {
      const { inputs, failures } = plugin.checkConfig(decode(request.getNews()));
      const response = new CheckResponse();
      response.setInputs(encode(inputs));
      response.setFailuresList(failures.map(failureMessage));
      return response;
    }),
    diffConfig: answer(request => {
      const changed = plugin.diffConfig(decode(request.getOldInputs()), decode(request.getNews()));
      const response = new DiffResponse();
      response.setChanges(changed ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
      return response;
    }),
    configure: answer(request => {
      plugin.configure(decode(request.getArgs()), request.hasId() ? request.getId() : undefined);
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    check: answer(async request => {
      const { inputs, failures } = await plugin.check(
        subject(request),
        decode(request.getOlds()),
        decode(request.getNews()),
        autonaming(request),
      );
      const response = new CheckResponse();
      response.setInputs(encode(inputs));
      response.setFailuresList(failures.map(failureMessage));
      return response;
    }),
    diff: answer(async request =>
      diffMessage(
        await plugin.diff(
          subject(request),
          request.getId(),
          decode(request.getOldInputs()),
          decode(request.getOlds()),
          decode(request.getNews()),
        ),
      ),
    ),
    create: answer(async request => {
      const inputs = decode(request.getProperties());
      const { id, state } = await plugin.create(subject(request), inputs, request.getPreview());
      const response = new CreateResponse();
      response.setId(id);
      response.setProperties(encode(state));
      return response;
    }),
    read: answer(async request => {
      const inputs = request.hasInputs() ? decode(request.getInputs()) : {};
      const found = await plugin.read(
        subject(request),
        request.getId(),
        // An import comes without inputs.
        Object.keys(inputs).length === 0 ? undefined : inputs,
        decode(request.getProperties()),
      );
      const response = new ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(encode(found.state));
      response.setInputs(encode(found.inputs));
      return response;
    }),
    update: answer(async request => {
      const state = await plugin.update(
        subject(request),
        request.getId(),
        decode(request.getOlds()),
        decode(request.getNews()),
        request.getPreview(),
      );
      const response = new UpdateResponse();
      response.setProperties(encode(state));
      return response;
    }),
    delete: answer(async request => {
      await plugin.delete(subject(request), request.getId(), decode(request.getProperties()));
      return new Empty();
    }),
    cancel: answer(() => {
      plugin.cancel();
      return new Empty();
    }),
    attach: answer(() => new Empty()),
    getMapping: answer(() => new GetMappingResponse()),
    getMappings: answer(() => new GetMappingsResponse()),
    invoke: answer(async request => {
      const { result, failures } = await plugin.invoke(request.getTok(), decode(request.getArgs()));
      const response = new InvokeResponse();
      response.setReturn(encode(result));
      response.setFailuresList(failures.map(failureMessage));
      return response;
    }),
    parameterize: unimplemented("Parameterize"),
    call: answer(request => {
      throw new Error(plugin.refuseCall(request.getTok()));
    }),
    construct: unimplemented("Construct"),
    list: call => {
      call.destroy(Object.assign(new Error("List is not implemented"), { code: status.UNIMPLEMENTED }));
    },
  };
}

/** Turns a function into a handler; what it throws becomes the RPC's error. */
function answer<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return answerWith(work, failureOf);
}

function failureOf(error: unknown): Failure {
  if (error instanceof PartialFailure) {
    return incompleteFailure(error.message, error.id, error.state, error.inputs);
  }
  return plainFailure(error);
}

function unimplemented<Request, Response>(name: string): handleUnaryCall<Request, Response> {
  return (_call, callback) => callback({ code: status.UNIMPLEMENTED, details: `${name} is not implemented` });
}

function subject(request: { getUrn(): string; getType(): string }): Subject {
  const urn = request.getUrn();
  // Older engines send the URN alone; its type part ends with the resource's own type.
  const type = request.getType() || (urn.split("::")[2]?.split("$").at(-1) ?? "");
  return { urn, type };
}

function autonaming(request: CheckRequestMessage): Omit<Autonaming, "resourceName"> {
  const options = request.getAutonaming();
  const { DISABLE } = CheckRequest.AutonamingOptions.Mode;
  return {
    seed: request.getRandomseed_asU8(),
    proposed: options?.getProposedName() || undefined,
    disabled: options?.getMode() === DISABLE,
  };
}

function failureMessage(failure: CheckFailure): InstanceType<typeof CheckFailureMessage> {
  const message = new CheckFailureMessage();
  message.setProperty(failure.property);
  message.setReason(failure.reason);
  return message;
}

const kinds: Readonly<
  Record<DetailKind, readonly [kept: PropertyDiffMessage.Kind, replaced: PropertyDiffMessage.Kind]>
> = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
};

function diffMessage(difference: Difference): InstanceType<typeof DiffResponse> {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const response = new DiffResponse();
  response.setChanges(difference.changed ? DIFF_SOME : DIFF_NONE);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(difference.deleteBeforeReplace);
  const topLevel = (path: string): string => path.split(/[.[]/)[0] ?? path;
  response.setDiffsList([...new Set(difference.details.map(detail => topLevel(detail.path)))]);
  const replacing = difference.details.filter(detail => detail.replace);
  response.setReplacesList([...new Set(replacing.map(detail => topLevel(detail.path)))]);
  for (const { path, kind, replace } of difference.details) {
    const entry = new PropertyDiff();
    entry.setKind(kinds[kind][replace ? 1 : 0]);
    entry.setInputdiff(true);
    response.getDetaileddiffMap().set(path, entry);
  }
  return response;
}
