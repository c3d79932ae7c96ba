import type { Input } from "@pulumi/pulumi";
import type { DatabaseHandle } from "../database/handle.ts";

/** Arguments of a {@link RemoteDatabase}. */
export interface RemoteDatabaseArgs {
  /**
   * What the database's stack has exported for this one: an entry of its `handles`.
   *
   * @example new StackReference("acme/ledger/prod").requireOutput("forBilling")
   */
  readonly handle: Input<DatabaseHandle>;
  /**
   * The server it is. It decides the port, and is to be known before the other stack is asked.
   *
   * @default "postgres"
   * @example "mariadb"
   */
  readonly engine?: "postgres" | "mysql" | "mariadb" | undefined;
  /**
   * Gives clients all of it as one URL too: DB_URL_FILE, as it holds the password.
   *
   * @default false
   * @example true
   */
  readonly url?: boolean | undefined;
  /**
   * What a link's variables begin with: `DB` gives DB_HOST, DB_PORT, DB_USER, DB_NAME, DB_PASS.
   *
   * @default "DB"
   * @example "LEDGER"
   */
  readonly prefix?: string | undefined;
}
