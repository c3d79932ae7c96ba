import { type Output, output } from "@pulumi/pulumi";
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

/** What clients of a database get, wherever they call it. */
export function databaseVariables(hostname: string, args: DatabaseArgs, place: Place = {}): LinkVariable[] {
  const engine = engineOf(args);
  const { user, database } = identityOf(args);
  const { host = hostname, port = engine.port } = place;
  const common: LinkVariable[] = [
    { name: "USER", value: user },
    { name: "NAME", value: database },
    { name: "PASS", value: args.password, secret: true },
  ];
  const url = (address: string, query = ""): LinkVariable[] =>
    args.url ? [{ name: "URL", value: urlOf(engine, args, address, query), secret: true }] : [];
  const portVariable = { name: "PORT", value: String(port) };
  if (place.socket === undefined) {
    return [{ name: "HOST", value: host }, portVariable, ...common, ...url(`${host}:${port}`)];
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

function urlOf(engine: DatabaseEngine, args: DatabaseArgs, address: string, query: string): Output<string> {
  const { user, database } = identityOf(args);
  return output(args.password).apply(
    text => `${engine.scheme}://${user}:${encodeURIComponent(text)}@${address}/${database}${query}`,
  );
}
