import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, image, inputString, secretString } from "../../check/schemas.ts";
import { Allocation } from "../../network/allocate.ts";
import { topologyWorkload } from "../../plan/fragment.ts";
import { checkNames } from "../../plan/names.ts";
import type { Attachment, Mount } from "../../plan/workload.ts";
import { workloadOf, workloadPlan } from "../../workload/filled.ts";
import { sharedSocket, workloadFields } from "../../workload/form.ts";
import { namingOf, type ServerPlan } from "../../workload/plan.ts";
import { type Entry, type ReadWorkload, readAttachments, readWorkload } from "../../workload/read.ts";
import { checkRules } from "../../workload/rules/rules.ts";
import type { DatabaseArgs } from "./args.ts";
import { dataPlan, runPlan } from "./data.ts";
import { keeperPlan } from "./keeper/keeper.ts";
import { databasePrefix, databaseSockets, databaseVariables, engineOf } from "./link.ts";
import {
  callsFromElsewhere,
  clientsElsewhere,
  type HandleInputs,
  handlesOf,
  planSharing,
  type Shared,
  sharedAttachments,
} from "./sharing.ts";
import { databaseWorkload } from "./workload.ts";

/** A database's plan, and what its clients in other stacks are handed once its networks are made. */
export interface DatabasePlan extends ServerPlan {
  readonly handles: (networkName: (id: string) => Input<string>) => Readonly<Record<string, HandleInputs>>;
}

const identifier = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "give an SQL name: lower-case letters, digits and _, at most 63");

/** How long it may be depends on the server. */
const userName = z.string().regex(/^[a-z_][a-z0-9_]*$/, "give an SQL name: lower-case letters, digits and _");

const password = secretString.refine(value => value !== "", "it is empty; give a password");

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

/** The form of a database's arguments. */
export const databaseSchema = exactly({
  ...databaseFields,
  sharedWith: z.array(dnsName).optional(),
  ...pick(workloadFields, "segments", "app", "tier"),
});

/**
 * Reads a database's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planDatabase(name: string, args: DatabaseArgs): DatabasePlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound: Partial<DatabaseArgs> = problems.form("", databaseSchema, args);
  const given = readAttachments(sound.segments);
  const shared = planSharing(name, sound, new Allocation(problems), problems);
  const attachments = [...given, ...sharedAttachments(shared)];
  const read = readDatabase(name, sound, attachments);
  checkNames(namingOf(read), sound.hostname === undefined ? undefined : "hostname", problems);
  for (const { value, path } of attachments) {
    if (value.network.internal === true) continue;
    problems.add(path, "a database goes on internal segments only; take one of kind internal");
  }
  checkDatabaseRules(sound, read, problems);
  problems.throwIfAny("Database", name);
  return databasePlan(name, sound, read, shared);
}

/** A database as the workload it is. */
export function readDatabase(
  name: string,
  args: Partial<DatabaseArgs>,
  attachments: readonly Entry<Attachment>[],
): ReadWorkload {
  const inner = databaseWorkload({ image: "", password: "", ...args });
  const read = readWorkload(name, inner, { attachments });
  const { dataFolder, runFolder } = engineOf(args);
  const own = [
    { volume: dataPlan(name, args), at: dataFolder },
    { volume: runPlan(name, args), at: runFolder },
  ].map(({ volume: { volume }, at }): Entry<Mount> => {
    const value = { id: volume.id, name: undefined, at, readOnly: false, declared: true };
    return { value, path: "volumes" };
  });
  return { ...read, mounts: [...own, ...read.mounts] };
}

/** Checks what the arguments have to do with each other; what is not of the right form has been left out. */
export function checkDatabaseRules(
  args: Partial<DatabaseArgs>,
  read: ReadWorkload,
  problems: Problems,
): void {
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
  checkRules(read, problems);
}

/** The plan of a database whose arguments have been checked. */
export function databasePlan(
  name: string,
  args: Partial<DatabaseArgs>,
  read: ReadWorkload,
  shared: readonly Shared[] = [],
): DatabasePlan {
  const whole: DatabaseArgs = { image: "", password: "", ...args };
  const { engine = "postgres" } = args;
  const volumes = [dataPlan(name, args), runPlan(name, args)];
  const plan = workloadPlan(
    read,
    {},
    {
      datastore: engine,
      volumes,
      keeper: keeperPlan(whole),
      networks: shared.map(({ network }) => network),
      elsewhere: clientsElsewhere(shared),
      flows: callsFromElsewhere(name, whole, shared),
    },
  );
  return {
    plan,
    endpoint: {
      workload: topologyWorkload(workloadOf(plan)),
      prefix: databasePrefix(whole),
      variables: place => databaseVariables(read.hostname, whole, place),
      sockets: databaseSockets(whole),
    },
    handles: networkName => handlesOf(name, read.hostname, whole, shared, networkName),
  };
}
