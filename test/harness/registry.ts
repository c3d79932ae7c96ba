import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureRegistry, until } from "../../tools/toolchain/index.ts";
import { freePort } from "./freePort.ts";

/** Who may use the registry, and its password as bcrypt has it, which is the only form the registry reads. */
export const registryUser = { username: "shop", password: "of-a-test-5f8e" } as const;
const passwordHash = "$2b$04$MJs07.Rf8md/DCn0D.LzMu1kXgR3ZHi1hC4Lu.v7YbiDVcrd18eoq";

/** How a registry of a test listens. */
export interface RegistryKind {
  /** Paths of a certificate and its key, and of the authority its callers must have one of; plain HTTP without. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly callers?: string };
  /** Where a token for it is to be had; it asks for a name and a password itself without. */
  readonly token?: { readonly realm: string; readonly certificate: string };
  /** Id of a process whose network it is to be in; the test's own without. */
  readonly beside?: number;
}

/** A real registry of a test's own, on the loopback address, that asks for a login. */
export class TestRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(host: string, folder: string, process: ChildProcess) {
    this.host = host;
    this.#folder = folder;
    this.#process = process;
  }

  static async start(kind: RegistryKind = {}): Promise<TestRegistry> {
    const program = await ensureRegistry();
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-registry-"));
    const host = `127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, "htpasswd"), `${registryUser.username}:${passwordHash}\n`);
    // The program takes its settings as YAML, which JSON is.
    await writeFile(join(folder, "config.yml"), JSON.stringify(settings(host, folder, kind)));
    const log = openSync(join(folder, "log"), "a");
    const there = kind.beside === undefined ? [] : ["nsenter", `--target=${kind.beside}`, "--net"];
    // It ends with this test, also where that is killed.
    const bound = ["setpriv", "--pdeathsig", "KILL"];
    const [command = program, ...args] = [...there, ...bound, program, "serve", join(folder, "config.yml")];
    const child = spawn(command, args, { stdio: ["ignore", log, log] });
    const registry = new TestRegistry(host, folder, child);
    const listens = async (): Promise<true | undefined> =>
      (await registry.log()).includes("listening on") || undefined;
    if (!(await until(listens, 20_000))) {
      throw new Error(`The registry does not start:\n${await registry.log()}`);
    }
    return registry;
  }

  /** Everything it has written so far. */
  async log(): Promise<string> {
    return await readFile(join(this.#folder, "log"), "utf8");
  }

  async dispose(): Promise<void> {
    const ended = new Promise(resolve => this.#process.once("close", resolve));
    this.#process.kill("SIGKILL");
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function settings(host: string, folder: string, { tls, token }: RegistryKind): object {
  return {
    version: "0.1",
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: {
      addr: host,
      ...(tls === undefined ? {} : { tls: { ...tls, ...(tls.callers ? { clientcas: [tls.callers] } : {}) } }),
    },
    auth:
      token === undefined
        ? { htpasswd: { realm: "a test", path: join(folder, "htpasswd") } }
        : {
            token: {
              realm: token.realm,
              service: "a test's registry",
              issuer: "a test",
              rootcertbundle: token.certificate,
            },
          },
  };
}
