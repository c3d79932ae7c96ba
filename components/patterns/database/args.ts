import type { Input, Resource } from "@pulumi/pulumi";
import type { Segment } from "../../network/segment.ts";
import type { SharedSocket } from "../../storage/sharedSocket.ts";
import type { AttachmentArgs } from "../../workload/args/network.ts";
import type { HardeningArgs, LimitArgs } from "../../workload/args/process.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";

/** Arguments of a {@link Database}. */
export interface DatabaseArgs extends Pick<WorkloadArgs, "app" | "tier" | "placement" | "transform"> {
  /**
   * The server, and with it the variables and paths of its official image.
   *
   * @default "postgres"
   * @example "mariadb"
   */
  readonly engine?: "postgres" | "mysql" | "mariadb" | undefined;
  /** An image with the official image's variables and paths. @example "postgres:16" */
  readonly image: Input<string>;
  /**
   * The password of its user. It reaches the server and its clients as a file.
   *
   * @example config.requireSecret("dbPassword")
   */
  readonly password: Input<string>;
  /**
   * The password of MySQL's and MariaDB's administrator, `root`, who gets in from within the container alone.
   *
   * @default the password of its user
   * @example config.requireSecret("dbRootPassword")
   */
  readonly rootPassword?: Input<string> | undefined;
  /**
   * Gives clients all of it as one URL too: DB_URL_FILE, as it holds the password.
   *
   * @default false
   * @example true
   */
  readonly url?: boolean | undefined;
  /**
   * The user it is made with: at most 63 characters, for MySQL 32, for MariaDB 80.
   *
   * @default "app"
   * @example "orders"
   */
  readonly user?: string | undefined;
  /**
   * The database it is made with.
   *
   * @default "app"
   * @example "orders"
   */
  readonly database?: string | undefined;
  /**
   * SQL or shell scripts by file name, run in their order when the data folder is made.
   *
   * @default {}
   * @example { "10-schema.sql": "CREATE TABLE items (id int)" }
   */
  readonly initScripts?: Readonly<Record<string, Input<string>>> | undefined;
  /**
   * Protects the volume with the data: `pulumi destroy` refuses to remove it, `bulkhead down` leaves it
   * (`bulkhead down --data` removes it).
   *
   * @default true
   * @example false
   */
  readonly protectData?: boolean | undefined;
  /**
   * The name peers call it by.
   *
   * @default the component's name
   * @example "shop-db"
   */
  readonly hostname?: string | undefined;
  /**
   * What a link's variables begin with: `DB` gives DB_HOST, DB_PORT, DB_USER, DB_NAME, DB_PASS.
   *
   * @default "DB"
   * @example "ORDERS_DB"
   */
  readonly prefix?: string | undefined;
  /**
   * Segments it takes part in. They must be internal: a database is called by its clients alone.
   *
   * @default []
   * @example [data]
   */
  readonly segments?: readonly (Segment | AttachmentArgs)[] | undefined;
  /**
   * A folder in which it opens a Unix socket, for clients that call it over that: none of them needs a network then.
   * A password is asked for there too; with PostgreSQL that is settled when the data folder is made.
   *
   * @default none
   * @example new SharedSocket("db-socket")
   */
  readonly socket?: SharedSocket | undefined;
  /**
   * Clients in other stacks, by a name for each that says what it is. Each gets a network of its own with the database,
   * and a handle ({@link Database.handles}) for a {@link RemoteDatabase} of its stack.
   *
   * @default []
   * @example ["billing"]
   */
  readonly sharedWith?: readonly string[] | undefined;
  /**
   * @default { user: "999:999" } the official image's user; an alpine variant needs "70:70"
   * @example { user: "70:70" }
   */
  readonly hardening?: HardeningArgs | undefined;
  /**
   * @default { memory: 512 }, for MySQL { memory: 1024 }
   * @example { memory: 512, cpus: 2 }
   */
  readonly limits?: LimitArgs | undefined;
  /**
   * Seconds it may take to write everything down and stop.
   *
   * @default 60
   * @example 30
   */
  readonly graceSeconds?: number | undefined;
  /**
   * Labels on its container and its volume.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * What must be up before it.
   *
   * @default []
   * @example [migration]
   */
  readonly after?: readonly Resource[] | undefined;
}
