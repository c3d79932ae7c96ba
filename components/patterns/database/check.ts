import { z } from "zod";
import { pick } from "../../check/pick.ts";
import type { Problems } from "../../check/problems.ts";
import { dnsName, exactly, image, inputString } from "../../check/schemas.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { sharedSocket, workloadFields } from "../../workload/form.ts";
import { checkNames } from "../../workload/namesTaken.ts";
import { segmentWishes } from "../../workload/wishes.ts";
import type { DatabaseArgs } from "./args.ts";
import { volumeId } from "./data.ts";
import { engineOf } from "./link.ts";
import { databaseWorkload } from "./workload.ts";

const identifier = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "give an SQL name: lower-case letters, digits and _, at most 63");

/** How long it may be depends on the server. */
const userName = z.string().regex(/^[a-z_][a-z0-9_]*$/, "give an SQL name: lower-case letters, digits and _");

const password = inputString.refine(value => value !== "", "it is empty; give a password");

/** The form of what a database and a database tier have in common. */
export const databaseFields = {
  engine: z.enum(["postgres", "mysql", "mariadb"]).optional(),
  image,
  password,
  rootPassword: password.optional(),
  socket: sharedSocket.optional(),
  url: z.boolean().optional(),
  user: userName.optional(),
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
  ...pick(
    workloadFields,
    "hostname",
    "hardening",
    "limits",
    "graceSeconds",
    "labels",
    "placement",
    "after",
    "transform",
  ),
} as const;

/** Checks everything about a database. */
export function checkDatabase(name: string, args: DatabaseArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  const schema = exactly({ ...databaseFields, ...pick(workloadFields, "segments", "app", "tier") });
  const sound = problems.form("", schema, args);
  checkNames(name, sound, problems);
  segmentWishes(sound).forEach(({ network }, index) => {
    if (network.internal === true) return;
    const reason = "a database goes on internal segments only; take one of kind internal";
    problems.add(`segments[${index}]`, reason);
  });
  checkDatabaseRules(name, sound, problems);
}

/** Checks what the arguments have to do with each other; what is not of the right form has been left out. */
export function checkDatabaseRules(name: string, args: Partial<DatabaseArgs>, problems: Problems): void {
  const { engine = "postgres", user = "" } = args;
  if (args.rootPassword !== undefined && !engineOf(args).hasRoot) {
    const reason = `${engine} has no administrator apart from its user; leave it out`;
    problems.add("rootPassword", reason, ["engine"]);
  }
  const { longestUser } = engineOf(args);
  if (user.length > longestUser) {
    problems.add("user", `${engine} takes at most ${longestUser} characters; give fewer`, ["engine"]);
  }
  if (engine !== "postgres" && user === "root") {
    problems.add("user", `${engine} has its administrator under that name; give another`);
  }
  const whole: DatabaseArgs = { image: "", password: "", ...args };
  checkWorkloadRules(name, databaseWorkload(name, whole, volumeId(name)), problems);
}
