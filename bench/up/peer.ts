import type { Command } from "../measure/process.ts";
import type { Plan } from "./plan.ts";

/** What is timed, in this order: bringing everything up, the same again with nothing to do, taking everything down. */
export const steps = ["create", "no-op", "down"] as const;

export type Step = (typeof steps)[number];

/** One deployment that a peer is ready to make. */
export interface Deployment {
  /** The process to time for each step the peer has. */
  readonly commands: Readonly<Partial<Record<Step, Command>>>;
  /** Where the provider's processes write their ids, one a line. */
  readonly pidFile?: string;
}

/** One way to deploy a plan. */
export interface Peer {
  readonly name: string;
  /**
   * Makes ready what the processes need; this is not timed.
   *
   * @param folder an empty folder of this deployment's own.
   * @param stack a name of this deployment's own that begins with the run's mark.
   */
  readonly prepare: (plan: Plan, folder: string, stack: string) => Promise<Deployment>;
}
