import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type RegistryLogin, registryOf } from "../../engine/index.ts";

/** One entry of the provider's `registryAuth`. */
export interface RegistryAuth {
  readonly address: string;
  readonly username?: string;
  readonly password?: string;
  readonly authDisabled?: boolean;
  readonly configFile?: string;
  readonly configFileContent?: string;
}

/** The part of docker's config.json that holds logins. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** Docker Hub goes by several names. */
const hubNames: readonly string[] = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/**
 * Finds the login for a registry: the provider's `registryAuth` first, then docker's own configuration with its
 * credential helpers. Logins are looked up when an image is pulled and never kept or shown.
 */
export class RegistryLogins {
  readonly #auths: readonly RegistryAuth[];
  readonly #env: NodeJS.ProcessEnv;

  constructor(auths: readonly RegistryAuth[] = [], env: NodeJS.ProcessEnv = process.env) {
    this.#auths = auths;
    this.#env = env;
  }

  /** The login for an image's registry; undefined to ask without one. */
  async forImage(image: string): Promise<RegistryLogin | undefined> {
    const registry = registryOf(image);
    const auth = this.#auths.find(({ address }) => sameRegistry(address, registry));
    if (auth?.authDisabled) return undefined;
    if (auth?.username !== undefined && auth.password !== undefined) {
      return { username: auth.username, password: auth.password, serveraddress: auth.address };
    }
    return await fromDockerConfig(readDockerConfig(auth, this.#env), registry);
  }
}

function readDockerConfig(auth: RegistryAuth | undefined, env: NodeJS.ProcessEnv): DockerConfig {
  if (auth?.configFileContent) return JSON.parse(auth.configFileContent) as DockerConfig;
  const file = auth?.configFile ?? join(env["DOCKER_CONFIG"] || join(homedir(), ".docker"), "config.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as DockerConfig) : {};
}

async function fromDockerConfig(config: DockerConfig, registry: string): Promise<RegistryLogin | undefined> {
  const helper = Object.entries(config.credHelpers ?? {}).find(([address]) =>
    sameRegistry(address, registry),
  )?.[1];
  const asked = helper ?? config.credsStore;
  const entry = Object.entries(config.auths ?? {}).find(([address]) => sameRegistry(address, registry));
  if (entry?.[1].auth) return decodeAuth(entry[1].auth, entry[0]);
  return asked === undefined ? undefined : await askHelper(asked, entry?.[0] ?? registry);
}

function decodeAuth(auth: string, serveraddress: string): RegistryLogin {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return { username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress };
}

/** @see https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol */
async function askHelper(helper: string, serveraddress: string): Promise<RegistryLogin | undefined> {
  const asking = promisify(execFile)(`docker-credential-${helper}`, ["get"]);
  // One that answers without having read the question closes the pipe; its answer tells how it went.
  asking.child.stdin?.on("error", () => {});
  asking.child.stdin?.end(serveraddress);
  try {
    const { stdout } = await asking;
    const { Username, Secret } = JSON.parse(stdout) as { Username: string; Secret: string };
    return { username: Username, password: Secret, serveraddress };
  } catch {
    // A helper that has no login, or is not installed, answers with an error: pull without a login, as docker does.
    return undefined;
  }
}

function sameRegistry(address: string, registry: string): boolean {
  const host = address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return host === registry || (hubNames.includes(host) && hubNames.includes(registry));
}
