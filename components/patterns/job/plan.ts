import { createHash } from "node:crypto";
import { output } from "@pulumi/pulumi";
import { z } from "zod";
import { scheduleLabel } from "../../../topology/index.ts";
import type { Complain } from "../../check/complain.ts";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, inputString } from "../../check/schemas.ts";
import { defaultTmpfs } from "../../plan/folders.ts";
import type { JobPlan } from "../../plan/workload.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Extra } from "../../workload/filled.ts";
import { workloadFields } from "../../workload/form.ts";
import { checkedPlan, type ServerPlan, serverPlan } from "../../workload/plan.ts";
import { readAttachments, readWorkload } from "../../workload/read.ts";
import type { JobArgs } from "./args.ts";
import { readSchedule } from "./schedule.ts";
import { runsFolder, schedulerPath, schedulerScript } from "./scheduler.ts";

/** The form of what a job and a job tier have in common. */
export const jobFields = {
  ...pick(
    workloadFields,
    "image",
    "segments",
    "egress",
    "egressRelay",
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
  schedule: z
    .string("give a text, such as 30 3 * * *")
    .superRefine((text, context) => {
      const read = readSchedule(text);
      if ("problem" in read) context.addIssue({ code: "custom", message: read.problem });
    })
    .optional(),
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
  checkSchedule(sound, problems.add.bind(problems));
  const plan = checkedPlan(read, problems, jobExtra(sound));
  problems.throwIfAny("Job", name);
  return serverPlan(plan, read);
}

/** The workload a job is, but for its networks. */
export function jobWorkload(args: Partial<JobArgs>): Partial<Omit<WorkloadArgs, "segments" | "link">> {
  const { triggers: _, schedule: _c, limits, segments: _s, link: _l, ...workload } = args;
  return {
    ...workload,
    ...scheduled(args),
    limits: { ...limits, logMegabytes: limits?.logMegabytes ?? 1, logFiles: limits?.logFiles ?? 1 },
  };
}

/** What becomes of a job that comes back: its command is its scheduler's, whom the engine starts again. */
function scheduled({
  schedule,
  entrypoint = [],
  command = [],
  files = [],
  labels,
  hardening,
}: Partial<JobArgs>): Partial<WorkloadArgs> {
  const read = schedule === undefined ? undefined : readSchedule(schedule);
  if (read === undefined || "problem" in read) return { restart: "no" };
  return {
    restart: "unless-stopped",
    labels: { ...labels, [scheduleLabel]: schedule ?? "" },
    entrypoint: ["sh", schedulerPath],
    command: [...entrypoint, ...command],
    files: [...files, { path: schedulerPath, content: schedulerScript(read) }],
    hardening: {
      ...hardening,
      tmpfs: { ...(hardening?.tmpfs ?? defaultTmpfs), [runsFolder]: "size=64k,mode=1777" },
    },
  };
}

/** Checks what a schedule has to do with the other arguments. */
export function checkSchedule(
  { schedule, entrypoint, command, files = [] }: Partial<JobArgs>,
  complain: Complain,
): void {
  if (schedule === undefined) return;
  if (entrypoint === undefined && command === undefined) {
    complain(
      "command",
      "what is to run by the schedule is not known: the image's own command is not seen; give it",
      ["entrypoint"],
    );
  }
  files.forEach(({ path }, index) => {
    if (path !== schedulerPath) return;
    complain(`files[${index}].path`, `${schedulerPath} is where the scheduler lies; choose another place`);
  });
}

/** What a job is beyond a workload. One that comes back goes before its replacement: two would be at it at once. */
export function jobExtra(args: Pick<JobArgs, "triggers" | "schedule">): Pick<Extra, "job" | "exclusive"> {
  return { job: jobPlan(args), exclusive: args.schedule !== undefined };
}

/** When it runs again: on a digest of its triggers, so that they themselves stand nowhere. */
function jobPlan({ triggers = [], schedule }: Pick<JobArgs, "triggers" | "schedule">): JobPlan {
  const comesBack = schedule !== undefined;
  if (triggers.length === 0) return { trigger: undefined, comesBack };
  const trigger = output([...triggers]).apply(values =>
    createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16),
  );
  return { trigger, comesBack };
}
