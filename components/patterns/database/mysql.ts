import type { DatabaseEngine } from "./engine.ts";
import { mysqlFunctions } from "./keeper/mysql.ts";

/** What a server of the family differs in by its image. */
interface Family {
  /** What the image's variables begin with. */
  readonly prefix: string;
  readonly server: string;
  readonly client: string;
  readonly memory: number;
  readonly longestUser: number;
}

/**
 * MariaDB.
 *
 * @see https://hub.docker.com/_/mariadb for the variables and paths of the image.
 */
export const mariadb = engine({
  prefix: "MARIADB",
  server: "mariadbd",
  client: "mariadb",
  memory: 512,
  longestUser: 80,
});

/**
 * MySQL, which takes more memory from the start.
 *
 * @see https://hub.docker.com/_/mysql for the variables and paths of the image.
 */
export const mysql = engine({
  prefix: "MYSQL",
  server: "mysqld",
  client: "mysql",
  memory: 1024,
  longestUser: 32,
});

function engine({ prefix, server, client, memory, longestUser }: Family): DatabaseEngine {
  return {
    port: 3306,
    dataFolder: "/var/lib/mysql",
    clusterFolder: "/var/lib/mysql",
    runFolder: "/run/mysqld",
    runSocket: "/run/mysqld/mysqld.sock",
    keeper: mysqlFunctions(server, client),
    user: "999:999",
    tmpfs: { "/tmp": "size=64m" },
    memory,
    longestUser,
    stopSignal: undefined,
    environment: ({ user, database }, passwords) => ({
      [`${prefix}_USER`]: user,
      [`${prefix}_DATABASE`]: database,
      [`${prefix}_PASSWORD_FILE`]: passwords.user,
      [`${prefix}_ROOT_PASSWORD_FILE`]: passwords.root,
      // Its administrator comes from within the container, and from nowhere else.
      [`${prefix}_ROOT_HOST`]: "localhost",
    }),
    hasRoot: true,
    // Over TCP: the image's own first start answers on the Unix socket only, while it still prepares the data.
    health: ({ user, database }, passwords) => ({
      command: [
        "sh",
        "-c",
        `MYSQL_PWD="$(cat ${passwords.user})" exec ${client} --protocol=tcp -h 127.0.0.1 -u ${user} -D ${database} -Ne 'select 1'`,
      ],
    }),
    scheme: "mysql",
    socket: folder => ({
      file: `${folder}/mysqld.sock`,
      command: [server, `--socket=${folder}/mysqld.sock`],
      environment: {},
      host: "localhost",
      query: undefined,
    }),
  };
}
