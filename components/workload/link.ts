import type { Input, Resource } from "@pulumi/pulumi";
import type { Workload } from "../../topology/index.ts";

/** One variable a link injects. */
export interface LinkVariable {
  /** The end of its name, e.g. `HOST`; the link's prefix and `_` come before it. */
  readonly name: string;
  readonly value: Input<string>;
  /** A secret comes as a file unless asked otherwise. */
  readonly secret?: boolean;
}

/** What a client needs to know of a server to call it. */
export interface LinkTarget {
  /** The server in the topology: its id, the name to call it by, its ports. */
  readonly workload: Workload;
  /** What the variables' names begin with when the client does not choose. */
  readonly prefix: string;
  readonly variables: readonly LinkVariable[];
  /** Resources that are up when the server is. */
  readonly resources: readonly Resource[];
}

/** Something that workloads can link to. */
export interface Linkable {
  /** A method, since fields of a component become its outputs. */
  linkTarget(): LinkTarget;
}
