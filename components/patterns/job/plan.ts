import { createHash } from "node:crypto";
import { type Output, output } from "@pulumi/pulumi";
import { z } from "zod";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, inputString } from "../../check/schemas.ts";
import { workloadFields } from "../../workload/form.ts";
import { checkedPlan, type ServerPlan, serverPlan } from "../../workload/plan.ts";
import { readAttachments, readWorkload } from "../../workload/read.ts";
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
 * Reads a job's arguments: it is a workload for as long as it runs, and on its segments it only calls.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planJob(name: string, args: JobArgs): ServerPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const { triggers, limits, ...sound }: Partial<JobArgs> = problems.form("", schema, args);
  const attachments = readAttachments(sound.segments).map(({ value, path }) => ({
    value: { ...value, serves: false, aliases: [], ports: undefined },
    path,
  }));
  const workload = {
    ...sound,
    limits: { ...limits, logMegabytes: limits?.logMegabytes ?? 1, logFiles: limits?.logFiles ?? 1 },
    restart: "no",
  } as const;
  const read = readWorkload(name, workload, { attachments });
  const plan = checkedPlan(read, problems, { job: { trigger: triggerOf(triggers) } });
  problems.throwIfAny("Job", name);
  return serverPlan(plan, read);
}

/** A digest, so that the values themselves stand nowhere; undefined where there are none. */
function triggerOf(triggers: JobArgs["triggers"] = []): Output<string> | undefined {
  if (triggers.length === 0) return undefined;
  return output([...triggers]).apply(values =>
    createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16),
  );
}
