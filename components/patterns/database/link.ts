import { type Input, interpolate, type Output, output } from "@pulumi/pulumi";
import type { LinkVariable, OpenSocket, Place } from "../../workload/link.ts";
import type { DatabaseArgs } from "./args.ts";
import type { DatabaseEngine, Identity } from "./engine.ts";
import { engines } from "./engines.ts";

export function engineOf({ engine = "postgres" }: Pick<DatabaseArgs, "engine">): DatabaseEngine {
  return engines[engine];
}

export function identityOf({ user = "app", database = "app" }: DatabaseArgs): Identity {
  return { user, database };
}

/** What the variables' names begin with. */
export function databasePrefix({ prefix = "DB" }: Pick<DatabaseArgs, "prefix">): string {
  return prefix;
}

/** The socket a database opens where it was given a folder for one. */
export function databaseSockets(args: DatabaseArgs): OpenSocket[] {
  if (args.socket === undefined) return [];
  const folder = args.socket.folder();
  const { port, socket } = engineOf(args);
  return [{ volume: args.socket.mountTarget().id, folder, file: socket(folder).file, port }];
}

/** What it takes to call a database. */
export interface Access {
  readonly engine: DatabaseEngine;
  readonly host: Input<string>;
  readonly user: Input<string>;
  readonly database: Input<string>;
  readonly password: Input<string>;
  /** Whether clients get all of it as one URL too. */
  readonly url: boolean;
}

/** What clients of a database get, wherever they call it. */
export function databaseVariables(hostname: string, args: DatabaseArgs, place: Place = {}): LinkVariable[] {
  const { password, url = false } = args;
  return accessVariables(
    { engine: engineOf(args), host: hostname, ...identityOf(args), password, url },
    place,
  );
}

/** What it takes to call a database, as a client's variables say it. */
export function accessVariables(access: Access, place: Place = {}): LinkVariable[] {
  const { engine, user, database, password } = access;
  const { host = access.host, port = engine.port } = place;
  const common: LinkVariable[] = [
    { name: "USER", value: user },
    { name: "NAME", value: database },
    { name: "PASS", value: password, secret: true },
  ];
  const url = (address: Input<string>, query = ""): LinkVariable[] =>
    access.url ? [{ name: "URL", value: urlOf(access, address, query), secret: true }] : [];
  const portVariable = { name: "PORT", value: String(port) };
  if (place.socket === undefined) {
    return [{ name: "HOST", value: host }, portVariable, ...common, ...url(interpolate`${host}:${port}`)];
  }
  const socket = engine.socket(place.socket.folder);
  return [
    { name: "HOST", value: socket.host },
    portVariable,
    { name: "SOCKET", value: socket.file },
    ...common,
    ...(socket.query === undefined ? [] : url("", socket.query)),
  ];
}

function urlOf(access: Access, address: Input<string>, query: string): Output<string> {
  const { engine, user, database, password } = access;
  const secret = output(password).apply(encodeURIComponent);
  return interpolate`${engine.scheme}://${user}:${secret}@${address}/${database}${query}`;
}
