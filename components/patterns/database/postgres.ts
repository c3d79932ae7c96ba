import type { DatabaseEngine } from "./engine.ts";
import { postgresFunctions } from "./keeper/postgres.ts";

const dataFolder = "/var/lib/postgresql/data";
/** Below the volume's root, which may hold a lost+found that initdb would stumble over. */
const clusterFolder = `${dataFolder}/pgdata`;

/**
 * PostgreSQL.
 *
 * @see https://hub.docker.com/_/postgres for the variables and paths of the image.
 */
export const postgres: DatabaseEngine = {
  port: 5432,
  dataFolder,
  clusterFolder,
  runFolder: "/run/postgresql",
  runSocket: "/run/postgresql/.s.PGSQL.5432",
  keeper: postgresFunctions,
  // Of the Debian-based image.
  user: "999:999",
  tmpfs: { "/tmp": "size=64m" },
  memory: 512,
  // The default signal would wait for every client to leave by itself.
  stopSignal: "SIGINT",
  environment: ({ user, database }, passwords) => ({
    POSTGRES_USER: user,
    POSTGRES_DB: database,
    POSTGRES_PASSWORD_FILE: passwords.user,
    PGDATA: clusterFolder,
  }),
  longestUser: 63,
  hasRoot: false,
  // Over TCP: the image's own first start answers on the Unix socket only, while it still prepares the data; whoever
  // asked there would be told too early that all is well.
  health: ({ user, database }) => ({
    command: ["psql", "-h", "127.0.0.1", "-U", user, "-d", database, "-tAc", "select 1"],
  }),
  scheme: "postgres",
  socket: folder => ({
    file: `${folder}/.s.PGSQL.5432`,
    command: ["postgres", "-c", `unix_socket_directories=/run/postgresql,${folder}`],
    // Without it whoever gets to the socket is trusted to be whom he says. Takes effect when the data folder is made.
    environment: { POSTGRES_INITDB_ARGS: "--auth-local=scram-sha-256" },
    host: folder,
    query: `?host=${folder}`,
  }),
};
