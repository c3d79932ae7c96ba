import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type DockerContext, readDockerContext } from "./context.ts";
import { EngineFailure } from "./failure.ts";
import type { TlsMaterial } from "./tls.ts";

/** Where an engine listens, and who said so (`source`, for messages). */
export type EngineAddress =
  | { readonly kind: "unix"; readonly path: string; readonly source: string }
  | {
      readonly kind: "tcp";
      readonly host: string;
      readonly port: number;
      readonly tls?: TlsMaterial;
      readonly source: string;
    }
  | {
      readonly kind: "ssh";
      /** A host, or a name that ~/.ssh/config gives one. */
      readonly host: string;
      /** What ~/.ssh/config says where it is left out, as with the name of the user. */
      readonly port?: number;
      readonly username?: string;
      /** Where the engine listens over there; the usual socket when left out. */
      readonly socketPath?: string;
      /** Further arguments of the ssh program. */
      readonly sshOptions?: readonly string[];
      readonly source: string;
    };

/** What the caller already knows about the engine; everything left out is looked up as the docker CLI does. */
export interface LocateOptions {
  /** `unix://`, `tcp://`, `http://`, `https://` or `ssh://` URL; wins over the environment. */
  readonly host?: string;
  /** Name of a docker context; wins over DOCKER_CONTEXT and the current one. */
  readonly context?: string;
  /** Folder with ca.pem, cert.pem and key.pem. */
  readonly certPath?: string;
  /** Certificates as text; win over `certPath`. */
  readonly tls?: TlsMaterial;
  /** Further arguments of the ssh program, where the address leads over it. */
  readonly sshOptions?: readonly string[];
  /** Environment to read DOCKER_HOST and its like from. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Finds the engine the docker CLI would use: an explicit host, then DOCKER_HOST, then an explicit or
 * current docker context, then the usual sockets.
 *
 * @throws EngineFailure when a URL, a context or a certificate folder cannot be read.
 * @see https://docs.docker.com/engine/manage-resources/contexts/ for the order.
 */
export function locateEngine(options: LocateOptions = {}): EngineAddress {
  const found = locate(options);
  const { sshOptions } = options;
  return found.kind === "ssh" && sshOptions !== undefined ? { ...found, sshOptions } : found;
}

function locate(options: LocateOptions): EngineAddress {
  const env = options.env ?? process.env;
  const tls = options.tls ?? certificates(options.certPath ?? tlsFolder(env));
  if (options.host !== undefined && options.host !== "") {
    return parseHost(options.host, "the provider's host", tls);
  }
  if (options.context === undefined && env["DOCKER_HOST"]) {
    return parseHost(env["DOCKER_HOST"], "DOCKER_HOST", tls);
  }
  const context = readDockerContext(options.context ?? env["DOCKER_CONTEXT"], env);
  if (context !== undefined) return fromContext(context);
  return { kind: "unix", path: usualSocket(env), source: "the usual socket" };
}

/** The address as a URL, for messages. */
export function describeAddress(address: EngineAddress): string {
  switch (address.kind) {
    case "unix":
      return `unix://${address.path}`;
    case "tcp":
      return `tcp://${address.host}:${address.port}`;
    case "ssh":
      return `ssh://${address.username === undefined ? "" : `${address.username}@`}${address.host}${address.port === undefined ? "" : `:${address.port}`}${address.socketPath ?? ""}`;
  }
}

function fromContext(context: DockerContext): EngineAddress {
  return parseHost(context.host, `docker context ${context.name}`, context.tls);
}

function parseHost(host: string, source: string, tls: TlsMaterial | undefined): EngineAddress {
  if (host.startsWith("unix://")) {
    return { kind: "unix", path: host.slice("unix://".length) || "/var/run/docker.sock", source };
  }
  let url: URL;
  try {
    url = new URL(host.includes("://") ? host : `tcp://${host}`);
  } catch {
    throw malformed(host, source);
  }
  switch (url.protocol) {
    case "ssh:": {
      const username = url.username || undefined;
      return {
        kind: "ssh",
        host: url.hostname,
        ...(url.port === "" ? {} : { port: Number(url.port) }),
        ...(username === undefined ? {} : { username: decodeURIComponent(username) }),
        ...(url.pathname === "" || url.pathname === "/" ? {} : { socketPath: url.pathname }),
        source,
      };
    }
    case "tcp:":
    case "http:":
    case "https:": {
      const secure = tls !== undefined || url.protocol === "https:" || url.port === "2376";
      const port = Number(url.port || (secure ? 2376 : 2375));
      return {
        kind: "tcp",
        host: url.hostname.replace(/^\[|\]$/g, ""),
        port,
        ...(secure ? { tls: tls ?? {} } : {}),
        source,
      };
    }
    default:
      throw malformed(host, source);
  }
}

function malformed(host: string, source: string): EngineFailure {
  return new EngineFailure(
    "address",
    `${source} gives "${host}", which is not an engine's address.`,
    "Write unix:///path/to/docker.sock, tcp://host:2376 or ssh://user@host.",
  );
}

function tlsFolder(env: NodeJS.ProcessEnv): string | undefined {
  if (!env["DOCKER_TLS_VERIFY"]) return undefined;
  return env["DOCKER_CERT_PATH"] || join(homedir(), ".docker");
}

function certificates(folder: string | undefined): TlsMaterial | undefined {
  if (folder === undefined || folder === "") return undefined;
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      throw new EngineFailure(
        "address",
        `The certificate ${join(folder, name)} cannot be read.`,
        "Put ca.pem, cert.pem and key.pem into the folder that certPath or DOCKER_CERT_PATH names.",
      );
    }
  };
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}

function usualSocket(env: NodeJS.ProcessEnv): string {
  const candidates = [
    "/var/run/docker.sock",
    ...(env["XDG_RUNTIME_DIR"] ? [join(env["XDG_RUNTIME_DIR"], "docker.sock")] : []),
    join(homedir(), ".docker/run/docker.sock"),
  ];
  return candidates.find(path => existsSync(path)) ?? "/var/run/docker.sock";
}
