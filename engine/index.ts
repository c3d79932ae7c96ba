export {
  describeAddress,
  type EngineAddress,
  type LocateOptions,
  locateEngine,
} from "./address.ts";
export type * from "./api.ts";
export {
  connectNetwork,
  createContainer,
  disconnectNetwork,
  inspectContainer,
  listContainers,
  removeContainer,
  renameContainer,
  startContainer,
  stopContainer,
  type UploadFile,
  updateContainer,
  uploadFiles,
} from "./containers.ts";
export { Engine, type EngineVersion } from "./engine.ts";
export { EventStream } from "./events.ts";
export { EngineFailure, type FailureKind, failedWith } from "./failure.ts";
export {
  findOrPullImage,
  inspectImage,
  listImages,
  type PullOptions,
  pullImage,
  type RegistryLogin,
  registryOf,
  removeImage,
} from "./images.ts";
export { type LogOptions, lastLogLines, readLogs } from "./logs.ts";
export { createNetwork, inspectNetwork, listNetworks, removeNetwork } from "./networks.ts";
export { runToEnd, type Written } from "./shortLived.ts";
export type { TlsMaterial } from "./tls.ts";
export { createVolume, inspectVolume, listVolumes, removeVolume } from "./volumes.ts";
export { type Wait, waitFor } from "./waiting.ts";
