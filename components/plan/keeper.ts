import type { Input } from "@pulumi/pulumi";

/**
 * A short program that must end well before anything of a workload is made, changed or replaced: it looks at what the
 * workload's next version would find, beside the one that still runs. It is no part of what the workload may be called
 * by, or call: it has the workload's image, user and volumes, and no network.
 */
export interface KeeperPlan {
  /** For `sh`, which the image has to have. */
  readonly script: string;
  /** Its secrets, by file name. */
  readonly secrets: Readonly<Record<string, Input<string>>>;
  /** Folders of the workload's volumes that it may not write to. */
  readonly readsOnly: readonly string[];
}
