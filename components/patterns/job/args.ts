import type { Input } from "@pulumi/pulumi";
import type { WorkloadArgs } from "../../workload/args/workload.ts";

/** What a job has in common with a long-running workload. */
type Common =
  | "image"
  | "segments"
  | "egress"
  | "dns"
  | "link"
  | "init"
  | "command"
  | "entrypoint"
  | "environment"
  | "secrets"
  | "files"
  | "volumes"
  | "hardening"
  | "labels"
  | "app"
  | "tier"
  | "pool"
  | "placement"
  | "after"
  | "transform";

/** Arguments of a {@link Job}. Those it shares with a Workload mean the same; on segments it only calls. */
export interface JobArgs extends Pick<WorkloadArgs, Common> {
  /**
   * Values that make it run again when one of them changes, beside its own arguments: a schema's version, a file's
   * digest.
   *
   * @default []
   * @example [schemaVersion]
   */
  readonly triggers?: readonly Input<string>[] | undefined;
  /**
   * @default { memory: 256, cpus: 1, logMegabytes: 1, logFiles: 1 }
   * @example { memory: 1024 }
   */
  readonly limits?: WorkloadArgs["limits"];
}
