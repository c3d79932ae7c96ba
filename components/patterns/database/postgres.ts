import type { Mountable } from "../../storage/mountable.ts";
import type { FileArgs, HealthArgs, WorkloadArgs } from "../../workload/args.ts";
import { secretsFolder } from "../../workload/folders.ts";
import type { LinkVariable } from "../../workload/link.ts";
import type { DatabaseArgs } from "./args.ts";

export const postgresPort = 5432;
const dataFolder = "/var/lib/postgresql/data";
const passwordSecret = "postgres-password";

/** The user and group of the official Debian-based image. */
const postgresUser = "999:999";

/**
 * The workload a PostgreSQL server is.
 *
 * @see https://hub.docker.com/_/postgres for the variables and paths of the image.
 */
export function postgresWorkload(name: string, args: DatabaseArgs, volume: Mountable | string): WorkloadArgs {
  const { user, database } = postgresIdentity(args);
  return {
    image: args.image,
    hostname: args.hostname ?? name,
    replicas: 1,
    ports: [postgresPort],
    segments: args.segments,
    environment: {
      POSTGRES_USER: user,
      POSTGRES_DB: database,
      POSTGRES_PASSWORD_FILE: `${secretsFolder}/${passwordSecret}`,
      // A folder below the volume's root, which may hold a lost+found that initdb would stumble over.
      PGDATA: `${dataFolder}/pgdata`,
    },
    secrets: { [passwordSecret]: args.password },
    files: initFiles(args),
    volumes: [{ volume, at: dataFolder }],
    health: readiness(user, database),
    hardening: {
      ...args.hardening,
      user: args.hardening?.user ?? postgresUser,
      tmpfs: args.hardening?.tmpfs ?? { "/tmp": "size=64m", "/run/postgresql": "size=1m,mode=1777" },
    },
    limits: { ...args.limits, memory: args.limits?.memory ?? 512 },
    // The default signal would wait for every client to leave by itself.
    stopSignal: "SIGINT",
    graceSeconds: args.graceSeconds ?? 60,
    labels: args.labels,
    app: args.app,
    tier: args.tier,
    placement: args.placement,
    after: args.after,
    transform: args.transform,
  };
}

export function postgresIdentity(args: DatabaseArgs): { user: string; database: string } {
  return { user: args.user ?? "app", database: args.database ?? "app" };
}

/** What clients of a database get. */
export function databaseVariables(hostname: string, args: DatabaseArgs): LinkVariable[] {
  const { user, database } = postgresIdentity(args);
  return [
    { name: "HOST", value: hostname },
    { name: "PORT", value: String(postgresPort) },
    { name: "USER", value: user },
    { name: "NAME", value: database },
    { name: "PASS", value: args.password, secret: true },
  ];
}

/** What the variables' names begin with. */
export function databasePrefix({ prefix }: DatabaseArgs): string {
  return prefix ?? "DB";
}

/**
 * A real query over TCP. The image's own first start answers on the Unix socket only, while it still prepares
 * the data; whoever asked there would be told too early that all is well.
 */
function readiness(user: string, database: string): HealthArgs {
  const command = ["psql", "-h", "127.0.0.1", "-U", user, "-d", database, "-tAc", "select 1"];
  return { command, interval: "2s", timeout: "5s", retries: 15, startPeriod: "30s" };
}

function initFiles({ initScripts }: DatabaseArgs): FileArgs[] {
  return Object.entries(initScripts ?? {}).map(([file, content]) => ({
    path: `/docker-entrypoint-initdb.d/${file}`,
    content,
  }));
}
