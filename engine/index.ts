export {
  describeAddress,
  type EngineAddress,
  type LocateOptions,
  locateEngine,
} from "./address.ts";
export { onceAllocated } from "./allocation.ts";
export type * from "./api.ts";
export { type PathStatus, readArchive, statPath, writeArchive } from "./archives.ts";
export {
  connectNetwork,
  createContainer,
  disconnectNetwork,
  inspectContainer,
  inspectContainerOf,
  listContainers,
  listContainersOn,
  removeContainer,
  renameContainer,
  restartContainer,
  startContainer,
  stopContainer,
  type UploadFile,
  unpauseContainer,
  updateContainer,
  uploadFiles,
} from "./containers.ts";
export { type Progress, progressOf, waitForService } from "./convergence.ts";
export { type Conversation, converse, type Listener } from "./conversation.ts";
export { Engine, type EngineVersion } from "./engine.ts";
export { EventStream } from "./events.ts";
export { type ExecOptions, execIn } from "./exec.ts";
export { EngineFailure, type FailureKind, failedWith } from "./failure.ts";
export { type FollowOptions, followLog } from "./follow.ts";
export { type HostRoute, hostRoutes, parseRoutes } from "./hostRoutes.ts";
export {
  buildImage,
  findOrPullImage,
  importImage,
  inspectImage,
  listImages,
  type PullOptions,
  pullImage,
  pushImage,
  type RegistryLogin,
  registryOf,
  removeImage,
  splitName,
  tagImage,
} from "./images.ts";
export { readInfo } from "./info.ts";
export { abilitiesOf, type KernelAbilities, type KernelEvidence, kernelAbilities } from "./kernel.ts";
export { type LogOptions, lastLogLines, rawLog, readLogs, unframe } from "./logs.ts";
export { createNetwork, inspectNetwork, listNetworks, removeNetwork } from "./networks.ts";
export { pinnedImage, withoutDigest } from "./pinned.ts";
export {
  createService,
  inspectService,
  listTasks,
  removeService,
  updateService,
} from "./services.ts";
export { runToEnd, type Written } from "./shortLived.ts";
export { SingleFile } from "./singleFile.ts";
export { type ContainerStats, readStats } from "./stats.ts";
export { keepsImagesInContainerd } from "./store.ts";
export {
  createStored,
  inspectStored,
  relabelStored,
  removeStored,
  type StoredKind,
} from "./stored.ts";
export { nodeNames, presentTasks, readSwarm, type SwarmReading, swarmLabels } from "./swarm.ts";
export type * from "./swarmApi.ts";
export type { TlsMaterial } from "./tls.ts";
export { createVolume, inspectVolume, listVolumes, removeVolume } from "./volumes.ts";
export { EndWatch, type Wait, waitFor } from "./waiting.ts";
