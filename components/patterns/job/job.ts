import { createHash } from "node:crypto";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Output,
  output,
  secret,
} from "@pulumi/pulumi";
import { z } from "zod";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, inputString } from "../../check/schemas.ts";
import type { AttachmentArgs } from "../../workload/args/network.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { checkOuterSegment, deploy } from "../../workload/deploy.ts";
import { workloadFields } from "../../workload/form.ts";
import { checkNames } from "../../workload/namesTaken.ts";
import { segmentWishes } from "../../workload/wishes.ts";
import type { JobArgs } from "./args.ts";

const schema = exactly({
  ...pick(
    workloadFields,
    "image",
    "segments",
    "egress",
    "dns",
    "link",
    "command",
    "entrypoint",
    "environment",
    "secrets",
    "files",
    "volumes",
  ),
  triggers: z.array(inputString).optional(),
  ...pick(
    workloadFields,
    "hardening",
    "limits",
    "labels",
    "app",
    "tier",
    "pool",
    "placement",
    "after",
    "transform",
  ),
});

/**
 * A program that runs to its end, such as a migration. Whoever has it in `after` waits for that end; where it ends with
 * another code than 0 the deployment fails there, and says the last lines it logged. It runs again when it or one of its
 * triggers changes, and after a failure.
 *
 * @example
 * const migration = new Job("migrate", { image: "acme/shop:1", command: ["migrate"], segments: [data], link: [db] });
 * new Workload("shop", { image: "acme/shop:1", segments: [data], link: [db], after: [migration] });
 */
export class Job extends ComponentResource {
  /** What it logged; secret, since nobody knows what is in it. */
  readonly logs: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: JobArgs, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkJob(name, args, problems);
    problems.throwIfAny("Job", name);
    super("bulkhead:index:Job", name, {}, opts);
    const { containers, outputs } = deploy(this, name, jobWorkload(args), {
      job: { trigger: triggerOf(args) },
    });
    this.logs = secret(output(containers[0]?.containerLogs ?? "").apply(text => text ?? ""));
    this.registerOutputs({ logs: this.logs, ...outputs });
  }
}

function checkJob(name: string, args: JobArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  const sound = problems.form("", schema, args);
  const workload = jobWorkload({ image: "", ...sound });
  checkNames(name, workload, problems);
  checkWorkloadRules(name, workload, problems);
  checkOuterSegment(name, workload, problems);
}

/** The workload a job is, for as long as it runs. */
function jobWorkload({ triggers: _, limits, ...args }: JobArgs): WorkloadArgs {
  return {
    ...args,
    segments: segmentWishes(args).map(({ segment }): AttachmentArgs => ({ segment, serves: false })),
    limits: { ...limits, logMegabytes: limits?.logMegabytes ?? 1, logFiles: limits?.logFiles ?? 1 },
    restart: "no",
  };
}

/** A digest, so that the values themselves stand nowhere; undefined where there are none. */
function triggerOf({ triggers = [] }: JobArgs): Output<string> | undefined {
  if (triggers.length === 0) return undefined;
  return output([...triggers]).apply(values =>
    createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16),
  );
}
