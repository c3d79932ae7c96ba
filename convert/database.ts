import { basename } from "node:path";
import type { Workload } from "../topology/index.ts";
import { type Argument, imageOf, lostOf, type Writing } from "./arguments.ts";
import type { Decision } from "./decide.ts";
import { valueOf } from "./environment.ts";
import { officialName } from "./flows.ts";
import type { Expression } from "./settings.ts";

/** Variables that have an argument of the Database. */
const taken = {
  password: /^(?:POSTGRES|MYSQL|MARIADB)_PASSWORD$/,
  root: /^(?:MYSQL|MARIADB)_ROOT_PASSWORD$/,
  user: /^(?:POSTGRES|MYSQL|MARIADB)_USER$/,
  database: /^(?:POSTGRES_DB|(?:MYSQL|MARIADB)_DATABASE)$/,
} as const;

/** The arguments of a service that becomes a Database. */
export function databaseArguments(decision: Decision, writing: Writing): Argument[] {
  const { workload } = decision;
  const engine = officialName(workload.image);
  const value = (name: RegExp): Expression | undefined => {
    const entry = workload.environment.find(one => name.test(one.name));
    return entry && valueOf(entry, workload, writing.settings);
  };
  const [password, root, named] = [value(taken.password), value(taken.root), value(taken.user)];
  // The image calls the database as its user, and the user as itself.
  const isPostgres = engine === "postgres";
  const user = named ?? (isPostgres ? { text: '"postgres"', secret: false } : undefined);
  const database = value(taken.database) ?? (isPostgres ? user : undefined);
  for (const { name } of workload.environment) {
    if (Object.values(taken).some(one => one.test(name))) continue;
    writing.remarks.push(`${workload.id}: ${name} is not taken over. See whether it does without.`);
  }
  return [
    ...(engine === undefined || isPostgres ? [] : [["engine", JSON.stringify(engine)] as const]),
    ["image", imageOf(decision, writing)],
    ["password", password?.text ?? '""'],
    ...(root === undefined ? [] : [["rootPassword", root.text] as const]),
    ...(user === undefined ? [] : [["user", user.text] as const]),
    ...(database === undefined ? [] : [["database", database.text] as const]),
    ...initScriptsOf(workload, writing),
    ...lostOf(decision, writing),
  ];
}

/** Where the images look for what is to be run once. */
const scripts = "/docker-entrypoint-initdb.d/";

function initScriptsOf({ id, mounts }: Workload, { isFile, remarks }: Writing): Argument[] {
  const lines = mounts.flatMap(({ kind, from, at }) => {
    if (kind === "volume") {
      remarks.push(
        `${id}: its data was in the volume ${String(from ?? at)}; the Database makes a volume of its own. Restore a dump into it.`,
      );
    } else if (kind === "bind" && at.startsWith(scripts) && typeof from === "string" && isFile(from)) {
      const name = JSON.stringify(basename(at));
      return [`${name}: readFileSync(join(folder, ${JSON.stringify(from)}), "utf8"),`];
    } else remarks.push(`${id}: ${kind} at ${at} is not taken over. See initScripts of Database.`);
    return [];
  });
  return lines.length === 0 ? [] : [["initScripts", `{\n${lines.join("\n")}\n}`]];
}
