import type { SourceOptions } from "../commands/source.ts";
import type { PackOptions } from "../policyPack.ts";
import type { Format } from "./format.ts";

/** What is to be checked, and how it is to be written. */
export interface CheckOptions extends SourceOptions, PackOptions {
  readonly format: Format;
  readonly failOn: "mandatory" | "advisory";
  readonly quiet: boolean;
}
