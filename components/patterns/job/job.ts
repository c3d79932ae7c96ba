import { ComponentResource, type ComponentResourceOptions, type Output, secret } from "@pulumi/pulumi";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { nothingMade } from "../../placement/made.ts";
import { realizeWorkload } from "../../placement/realize.ts";
import { Ready } from "../../plan/ready.ts";
import type { ReadyServer } from "../../workload/workload.ts";
import type { JobArgs } from "./args.ts";
import { planJob } from "./plan.ts";

/**
 * A program that runs to its end, such as a migration. Whoever has it in `after` waits for that end; where it ends with
 * another code than 0 the deployment fails there, and says the last lines it logged. It runs again when it or one of its
 * triggers changes, and after a failure.
 *
 * @example
 * const migration = new Job("migrate", { image: "acme/shop:1", command: ["migrate"], link: [db] });
 * new Workload("shop", { image: "acme/shop:1", link: [db], after: [migration] });
 */
export class Job extends ComponentResource {
  /** What it logged; secret, since nobody knows what is in it. */
  readonly logs!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: JobArgs, opts?: ComponentResourceOptions) {
    const ready: ReadyServer | undefined = readyJob.find(args) ?? planned(() => planJob(name, args));
    if (ready === undefined) return standIn(Job);
    const { plan, made = nothingMade } = ready;
    super("bulkhead:index:Job", name, {}, opts);
    const { logs, outputs } = realizeWorkload(this, plan, made);
    this.logs = secret(logs());
    this.registerOutputs({ logs: this.logs, ...outputs });
  }
}

/** A job that another component has planned. */
export const readyJob = new Ready<JobArgs, ReadyServer>("job");
