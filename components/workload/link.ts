import type { Input, Resource } from "@pulumi/pulumi";
import type { Workload } from "../../topology/index.ts";
import { isFaulty } from "../check/standIn.ts";
import type { Attachment, Call } from "../plan/workload.ts";

/** One variable a link injects. */
export interface LinkVariable {
  /** The end of its name, e.g. `HOST`; the link's prefix and `_` come before it. */
  readonly name: string;
  readonly value: Input<string>;
  /** A secret comes as a file unless asked otherwise. */
  readonly secret?: boolean;
}

/** A Unix socket that a server opens in a folder it shares. */
export interface OpenSocket {
  /** The id of the folder's volume. */
  readonly volume: string;
  readonly folder: string;
  /** The socket's path. */
  readonly file: string;
  /** The port it stands for; undefined where there is none. */
  readonly port: number | undefined;
}

/** Where a client calls a server; what is left out is the server's own. */
export interface Place {
  /** The name it calls. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Where it calls over a shared socket. */
  readonly socket?: OpenSocket | undefined;
}

/** What a client needs to know of a server to call it. */
export interface LinkTarget {
  /** The server in the topology: its id, the name to call it by, its ports. */
  readonly workload: Workload;
  /** What the variables' names begin with when the client does not choose. */
  readonly prefix: string;
  readonly variables: (place?: Place) => readonly LinkVariable[];
  /** The sockets the server opens. */
  readonly sockets?: readonly OpenSocket[];
  /** Where a proxy answers. */
  readonly site?: { readonly scheme: "http" | "https"; readonly port: number };
  /** Where it is met, where that is a network of another stack that its clients are to join. */
  readonly meets?: Attachment;
  /** Calls it passes on to others, as those who call it may make them. */
  readonly behind?: readonly Call[];
  /** Resources that are up when the server is. */
  readonly resources: readonly Resource[];
}

/** Something that workloads can link to. */
export interface Linkable {
  /** A method, since fields of a component become its outputs. */
  linkTarget(): LinkTarget;
}

/** A server as a client's plan knows it: what has yet to be made has no resources. */
export type Endpoint = Omit<LinkTarget, "resources">;

export function isLinkable(value: unknown): value is Linkable {
  return typeof (value as Linkable | null | undefined)?.linkTarget === "function" && !isFaulty(value);
}

/** What a link opens: every port of its target. */
export function callsOf(server: Workload, reason = "link"): Call[] {
  return server.ports.map(({ port, protocol }) => ({ to: server.id, port, protocol, reason }));
}
