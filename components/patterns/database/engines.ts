import type { DatabaseEngine } from "./engine.ts";
import { mariadb, mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";

/** The servers a Database can be. */
export type EngineName = "postgres" | "mysql" | "mariadb";

export const engines: Readonly<Record<EngineName, DatabaseEngine>> = { postgres, mysql, mariadb };
