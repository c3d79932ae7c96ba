/**
 * The analyzer protocol's generated messages. They are CommonJS modules whose exports Node cannot see from an ES
 * module, so each is taken from its module's default import here, once, and from here everywhere else.
 */
import analyzerServices from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerMessages from "@pulumi/pulumi/proto/analyzer_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";

export type { IAnalyzerServer } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";

export const { AnalyzerService } = analyzerServices;
export const {
  AnalyzerHandshakeResponse,
  AnalyzeResponse,
  AnalyzerInfo,
  AnalyzerStackConfigureResponse,
  EnforcementLevel,
  PolicyComplianceFramework,
  PolicyConfigSchema,
  PolicyInfo,
  PolicySeverity,
  PolicyType,
  Remediation,
  RemediateResponse,
} = analyzerMessages;
export const { PluginInfo } = pluginMessages;
export const { Empty } = emptyMessages;
export const { Struct } = structMessages;

export type Struct = InstanceType<typeof Struct>;
export type AnalyzerInfo = InstanceType<typeof AnalyzerInfo>;
export type PolicyInfo = InstanceType<typeof PolicyInfo>;
export type Remediation = InstanceType<typeof Remediation>;
