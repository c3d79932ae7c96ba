import { createHash } from "node:crypto";
import { output } from "@pulumi/pulumi";
import { z } from "zod";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, inputString } from "../../check/schemas.ts";
import type { JobPlan } from "../../plan/workload.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import { workloadFields } from "../../workload/form.ts";
import { checkedPlan, type ServerPlan, serverPlan } from "../../workload/plan.ts";
import { readAttachments, readWorkload } from "../../workload/read.ts";
import type { JobArgs } from "./args.ts";

/** The form of what a job and a job tier have in common. */
export const jobFields = {
  ...pick(
    workloadFields,
    "image",
    "segments",
    "egress",
    "dns",
    "link",
    "init",
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
} as const;

/** The form of a job's arguments. */
export const jobSchema = exactly(jobFields);

/**
 * Reads a job's arguments: it is a workload for as long as it runs, and on its segments it only calls.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planJob(name: string, args: JobArgs): ServerPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound: Partial<JobArgs> = problems.form("", jobSchema, args);
  const attachments = readAttachments(sound.segments).map(({ value, path }) => ({
    value: { ...value, serves: false, aliases: [], ports: undefined },
    path,
  }));
  const read = readWorkload(name, { ...jobWorkload(sound), link: sound.link }, { attachments });
  const plan = checkedPlan(read, problems, { job: jobPlan(sound) });
  problems.throwIfAny("Job", name);
  return serverPlan(plan, read);
}

/** The workload a job is, but for its networks. */
export function jobWorkload(args: Partial<JobArgs>): Partial<Omit<WorkloadArgs, "segments" | "link">> {
  const { triggers: _, limits, segments: _s, link: _l, ...workload } = args;
  return {
    ...workload,
    limits: { ...limits, logMegabytes: limits?.logMegabytes ?? 1, logFiles: limits?.logFiles ?? 1 },
    restart: "no",
  };
}

/** When it runs again: on a digest of its triggers, so that they themselves stand nowhere. */
export function jobPlan({ triggers = [] }: Pick<JobArgs, "triggers">): JobPlan {
  if (triggers.length === 0) return { trigger: undefined };
  const trigger = output([...triggers]).apply(values =>
    createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16),
  );
  return { trigger };
}
