import type { Profile } from "../../policies/index.ts";
import type { SourceOptions } from "../commands/source.ts";
import type { PackOptions } from "../policyPack.ts";
import type { Format } from "./format.ts";

/** What is to be checked, and how it is to be written. */
export interface CheckOptions extends Omit<SourceOptions, "profile">, PackOptions {
  readonly format: Format;
  readonly failOn: "mandatory" | "advisory";
  readonly quiet: boolean;
  /** Levels; those for the kind of source where it is not given. */
  readonly profile?: Profile;
  /** Every finding, also of those that are alike. */
  readonly all: boolean;
  /** Show how findings would be mended. */
  readonly fix?: boolean;
  /** Mend them. */
  readonly write?: boolean;
  /** Take the project's own network apart as well. */
  readonly split?: boolean;
  /** The rules whose findings to mend, with commas. */
  readonly fixOnly?: string;
  /** A file of findings that are known. */
  readonly baseline?: string;
  /** Where to write those of now. */
  readonly writeBaseline?: string;
}
