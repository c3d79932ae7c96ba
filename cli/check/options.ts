import type { SourceOptions } from "../commands/source.ts";
import type { Format } from "./format.ts";

/** What is to be checked, and how it is to be written. */
export interface CheckOptions extends SourceOptions {
  readonly format: Format;
  readonly policyConfig?: string;
  readonly exceptions?: string;
  readonly failOn: "mandatory" | "advisory";
  readonly quiet: boolean;
}
