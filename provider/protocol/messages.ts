/**
 * The protocol's generated messages. They are CommonJS modules whose exports Node cannot see from an ES module,
 * so each is taken from its module's default import here, once, and from here everywhere else.
 */
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";

export type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
export type {
  CheckRequest as CheckRequestMessage,
  PropertyDiff as PropertyDiffMessage,
} from "@pulumi/pulumi/proto/provider_pb.js";

export const { EngineClient } = engineServices;
export const { LogRequest, LogSeverity } = engineMessages;
export const { PluginInfo } = pluginMessages;
export const { ResourceProviderService } = providerServices;
export const {
  CheckFailure,
  CheckRequest,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  ErrorResourceInitFailed,
  GetMappingResponse,
  GetMappingsResponse,
  GetSchemaResponse,
  InvokeResponse,
  PropertyDiff,
  ProviderHandshakeResponse,
  ReadResponse,
  UpdateResponse,
} = providerMessages;
export const { Status } = statusMessages;
export const { Any } = anyMessages;
export const { Empty } = emptyMessages;
export const { Struct } = structMessages;

export type Struct = InstanceType<typeof Struct>;
export type EngineClient = InstanceType<typeof EngineClient>;
