import type { Input } from "@pulumi/pulumi";
import type { WorkloadArgs } from "../../workload/args/workload.ts";

/** What a job has in common with a long-running workload. */
type Common =
  | "image"
  | "segments"
  | "egress"
  | "egressRelay"
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
   * Makes it come back: five fields as cron has them (minute, hour, day, month, weekday; by the clock of UTC), one of
   * `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`, or `@every` with seconds, minutes or hours. Its container then
   * goes on running, with a small scheduler that starts `entrypoint` and `command` as they are given here: the image's own
   * are not known to it, and the image has to have `sh`, `date` and `sleep`. Two runs are never at it at once; what falls
   * into one is left out. Whoever has it in `after` waits for the scheduler alone. `bulkhead status` tells the last result.
   *
   * @default none: it runs once
   * @example "30 3 * * *"
   */
  readonly schedule?: string | undefined;
  /**
   * @default { memory: 256, cpus: 1, logMegabytes: 1, logFiles: 1 }
   * @example { memory: 1024 }
   */
  readonly limits?: WorkloadArgs["limits"];
}
