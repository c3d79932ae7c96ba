import { z } from "zod";
import { ArgumentError } from "../../check/problems.ts";
import type { EngineName } from "./engines.ts";

/**
 * What a client in another stack needs to call a database: an entry of {@link Database.handles}, to be exported by the
 * database's stack and given to a {@link RemoteDatabase} of the other. It holds a password, and is a secret.
 */
export interface DatabaseHandle {
  /** The server: `postgres`, `mysql` or `mariadb`. */
  readonly engine: EngineName;
  /** What the database is called in its stack. */
  readonly workload: string;
  /** The name it is called by, which no other server on the engine has. */
  readonly host: string;
  /** The port it answers on. */
  readonly port: number;
  /** Who calls it. */
  readonly user: string;
  /** The database of that user's. */
  readonly database: string;
  /** The password of that user. */
  readonly password: string;
  /** The name on the engine of the network for the two of them. */
  readonly network: string;
}

const form = z.object({
  engine: z.enum(["postgres", "mysql", "mariadb"]),
  workload: z.string(),
  host: z.string(),
  port: z.number(),
  user: z.string(),
  database: z.string(),
  password: z.string(),
  network: z.string(),
});

/**
 * Reads what another stack has exported, which may be anything. What it holds is said in no message.
 *
 * @throws ArgumentError where it is no handle, or one of another kind of server.
 */
export function readHandle(name: string, engine: EngineName, given: unknown): DatabaseHandle {
  const subject = `RemoteDatabase "${name}"`;
  const read = form.safeParse(given);
  if (!read.success) {
    const reason = "it is no database's handle; export one of the handles of a Database, and give that";
    throw new ArgumentError(subject, [{ path: "handle", reason }]);
  }
  if (read.data.engine !== engine) {
    const reason = `the handle is of a ${read.data.engine}; give engine: "${read.data.engine}"`;
    throw new ArgumentError(subject, [{ path: "engine", reason }]);
  }
  return read.data;
}
