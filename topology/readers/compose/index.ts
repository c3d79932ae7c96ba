export type { TopologyPath } from "./facts/positions.ts";
export type { ReadFile } from "./load/session.ts";
export type { Remark } from "./problem.ts";
export { type ComposeOptions, type ComposeReading, readCompose } from "./read.ts";
