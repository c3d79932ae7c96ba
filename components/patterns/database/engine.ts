import type { HealthArgs } from "../../workload/args/process.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Identity, PasswordFiles } from "./identity.ts";
import type { ServerFunctions } from "./keeper/script.ts";

export type { Identity, PasswordFiles } from "./identity.ts";

/** What is to be known of a server and its official image. */
export interface DatabaseEngine {
  readonly port: number;
  /** The folder its data is in. */
  readonly dataFolder: string;
  /** Where in it the server's own files begin. */
  readonly clusterFolder: string;
  /** The user and group of its image. */
  readonly user: string;
  /** The folder its image has for its socket, which is its user's. */
  readonly runFolder: string;
  /** Its socket there, unless it opens another. */
  readonly runSocket: string;
  /** What looks after its version and its passwords. */
  readonly keeper: ServerFunctions;
  /** In-memory folders it needs. */
  readonly tmpfs: Readonly<Record<string, string>>;
  /** MiB it is well with. */
  readonly memory: number;
  readonly stopSignal: string | undefined;
  /** Variables of its image; passwords are read from the files. */
  readonly environment: (identity: Identity, passwords: PasswordFiles) => Readonly<Record<string, string>>;
  /** How many characters its user's name may have. */
  readonly longestUser: number;
  /** Whether its administrator has a password apart from its user's. */
  readonly hasRoot: boolean;
  /** Asks it a real question over TCP. */
  readonly health: (identity: Identity, passwords: PasswordFiles) => Pick<HealthArgs, "command">;
  /** What a URL of it begins with. */
  readonly scheme: string;
  /** How it is told to open a Unix socket in a folder. */
  readonly socket: (folder: string) => {
    readonly file: string;
    readonly command: NonNullable<WorkloadArgs["command"]>;
    readonly environment: Readonly<Record<string, string>>;
    /** What clients take for the host's name. */
    readonly host: string;
    /** The end of a URL that leads there; undefined where there is no common way to write it. */
    readonly query: string | undefined;
  };
}
