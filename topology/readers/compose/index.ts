export { type Discovery, discover, fileNames } from "./discover.ts";
export type { Described, DescribedNetwork } from "./facts/described.ts";
export type { HealthDetails, ServiceDetails } from "./facts/details.ts";
export type { TopologyPath } from "./facts/positions.ts";
export type { ReadFile } from "./load/session.ts";
export type { Remark } from "./problem.ts";
export { type ComposeOptions, type ComposeReading, readCompose } from "./read.ts";
export { words } from "./words.ts";
