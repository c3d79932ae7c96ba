import { z } from "zod";
import type { Problems } from "../../check/problems.ts";
import { dnsName, exactly, image, inputString } from "../../check/schemas.ts";
import { checkWorkload } from "../../workload/check.ts";
import { workloadFields } from "../../workload/form.ts";
import { segmentWishes } from "../../workload/wishes.ts";
import type { DatabaseArgs } from "./args.ts";
import { volumeId } from "./data.ts";
import { postgresWorkload } from "./postgres.ts";

const identifier = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "give an SQL name: lower-case letters, digits and _, at most 63");

const {
  hostname,
  segments,
  hardening,
  limits,
  graceSeconds,
  labels,
  app,
  tier,
  placement,
  after,
  transform,
} = workloadFields;

/** The form of what a database and a database tier have in common. */
export const databaseFields = {
  engine: z.literal("postgres").optional(),
  image,
  password: inputString,
  user: identifier.optional(),
  database: identifier.optional(),
  initScripts: z
    .record(
      z.string().regex(/^[\w.-]+\.(sql|sh)$/, "give a file name that ends with .sql or .sh"),
      inputString,
    )
    .optional(),
  protectData: z.boolean().optional(),
  prefix: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "give upper-case letters, digits and _, such as DB")
    .optional(),
  hostname,
  hardening,
  limits,
  graceSeconds,
  labels,
  placement,
  after,
  transform,
} as const;

/** Checks everything about a database. */
export function checkDatabase(name: string, args: DatabaseArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  problems.form("", exactly({ ...databaseFields, segments, app, tier }), args);
  if (!problems.none) return;
  segmentWishes(args).forEach(({ network }, index) => {
    if (network.internal === true) return;
    const reason = "a database goes on internal segments only; take one of kind internal";
    problems.add(`segments[${index}]`, reason);
  });
  checkWorkload(name, postgresWorkload(name, args, volumeId(name)), "", problems);
}
