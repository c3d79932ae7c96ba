import { z } from "zod";
import type { Problems } from "../../check/problems.ts";
import { exactly, inputString } from "../../check/schemas.ts";
import { networkOf } from "../../network/segment.ts";
import { checkWorkload, workloadFields } from "../../workload/check.ts";
import { segmentWishes } from "../../workload/wishes.ts";
import type { DatabaseArgs } from "./args.ts";
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
  engine: z.literal("postgres", 'give "postgres"').optional(),
  image: inputString,
  password: inputString,
  user: identifier.optional(),
  database: identifier.optional(),
  initScripts: z
    .record(
      z.string().regex(/^[\w.-]+\.(sql|sh)$/, "give a file name that ends with .sql or .sh"),
      inputString,
    )
    .optional(),
  protectData: z.boolean("give true or false").optional(),
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

/** Checks everything about a database; paths begin with `base`. */
export function checkDatabase(name: string, args: DatabaseArgs, base: string, problems: Problems): void {
  const before = problems.count;
  problems.form(base, exactly({ ...databaseFields, segments, app, tier }), args);
  if (problems.count > before) return;
  segmentWishes(args).forEach(({ segment }, index) => {
    if (networkOf(segment).internal === true) return;
    const path = `segments[${index}]`;
    const reason = "a database goes on internal segments only; take one of kind internal";
    problems.add(base === "" ? path : `${base}.${path}`, reason);
  });
  checkWorkload(name, postgresWorkload(name, args, ""), base, problems);
}
