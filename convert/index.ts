export { type Converted, type ConvertOptions, convert } from "./convert.ts";
export type { NetworkChoice } from "./decide.ts";
export { composeOf, RunError, type RunService, readRun } from "./dockerRun.ts";
export type { FoundFlow } from "./flows.ts";
export type { ProjectPlace } from "./projectFile.ts";
export { composeOfRunning, type Running, serviceName } from "./running.ts";
export type { Setting } from "./settings.ts";
