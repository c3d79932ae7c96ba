import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { EngineFailure } from "./failure.ts";
import type { TlsMaterial } from "./tls.ts";

/** A docker context's endpoint, read from the files the docker CLI keeps. */
export interface DockerContext {
  readonly name: string;
  readonly host: string;
  readonly tls?: TlsMaterial;
}

/**
 * Reads the named docker context, or the current one of `~/.docker/config.json`.
 * Returns undefined for the context `default`, which means "no context".
 *
 * @throws EngineFailure when the context does not exist.
 * @see https://github.com/docker/cli/blob/master/cli/context/store for the layout: a context's folder is the SHA-256 of its name.
 */
export function readDockerContext(
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): DockerContext | undefined {
  const configFolder = env["DOCKER_CONFIG"] || join(homedir(), ".docker");
  const wanted = name || currentContext(configFolder);
  if (wanted === undefined || wanted === "default") return undefined;
  const id = createHash("sha256").update(wanted).digest("hex");
  const host = endpointHost(join(configFolder, "contexts/meta", id, "meta.json"));
  if (host === undefined) {
    throw new EngineFailure(
      "address",
      `The docker context "${wanted}" does not exist.`,
      "`docker context ls` lists those there are.",
    );
  }
  const tls = contextTls(join(configFolder, "contexts/tls", id, "docker"));
  return { name: wanted, host, ...(tls === undefined ? {} : { tls }) };
}

function currentContext(configFolder: string): string | undefined {
  const config = readJson(join(configFolder, "config.json"));
  const current = field(config, "currentContext");
  return typeof current === "string" ? current : undefined;
}

function endpointHost(metaFile: string): string | undefined {
  const host = field(field(field(readJson(metaFile), "Endpoints"), "docker"), "Host");
  return typeof host === "string" ? host : undefined;
}

function contextTls(folder: string): TlsMaterial | undefined {
  if (!existsSync(folder)) return undefined;
  const read = (name: string): string | undefined => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  const [ca, cert, key] = [read("ca.pem"), read("cert.pem"), read("key.pem")];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // A missing or unreadable docker configuration means the same as an empty one.
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
