export { type Converted, type ConvertOptions, convert } from "./convert.ts";
export { composeOf, RunError, type RunService, readRun } from "./dockerRun.ts";
