import type { Engine } from "../../engine/index.ts";
import type { Properties } from "../protocol/values.ts";
import type { RegistryLogins } from "../registry/logins.ts";
import type { Field } from "../tables/shape.ts";

/** What a function may use. */
export interface Call {
  readonly engine: Engine;
  readonly logins: RegistryLogins;
  /** Breaks off what waits. */
  readonly signal: AbortSignal;
}

/** One function of the package: its arguments, its results and what it asks. */
export interface FunctionType {
  /** E.g. `docker:index/getNetwork:getNetwork`. */
  readonly token: string;
  readonly arguments: Readonly<Record<string, Field>>;
  /** Results beside the arguments, which every answer repeats. */
  readonly results: Readonly<Record<string, Field>>;
  /** Takes checked arguments without secrets and gives the results. */
  readonly run: (call: Call, given: Properties) => Promise<Properties>;
}
