import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { cacheRoot } from "./cacheRoot.ts";
import { opensSecrets } from "./passphrase.ts";
import { type Pulumi, pathWith } from "./pulumi.ts";

/** Below the project: the file state, and the passphrase its secrets are encrypted with. Never committed. */
export const stateFolder = ".bulkhead";

/**
 * The environment in which this project's pulumi runs: the toolchain on the PATH, and the local state's passphrase,
 * made on the first run. What the user has set (a backend, a passphrase) stays, unless it opens no secret of a stack
 * that was made with the local one.
 *
 * @param stack the stack that is worked on, where it is known.
 */
export function pulumiEnvironment(
  project: string,
  pulumi: Pulumi,
  env: NodeJS.ProcessEnv = process.env,
  stack?: string,
): NodeJS.ProcessEnv {
  return { ...env, ...pulumiVariables(project, pulumi, env, stack) };
}

/** Runs programs; compiled where this file is. */
const runner = join(import.meta.dirname, `program${extname(import.meta.filename)}`);

/** The variables by which that environment differs; one that is undefined must not be set. */
export function pulumiVariables(
  project: string,
  pulumi: Pulumi,
  env: NodeJS.ProcessEnv = process.env,
  stack?: string,
): Record<string, string | undefined> {
  return {
    PATH: pathWith(pulumi.folder, env),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    NODE_COMPILE_CACHE: env["NODE_COMPILE_CACHE"] ?? join(cacheRoot(env), "node-compile"),
    // Never one that is inherited: it may lead into another checkout, which may be gone.
    PULUMI_LANGUAGE_NODEJS_RUN_PATH: runner,
    ...passphrase(project, env, stack),
  };
}

/** The user's own passphrase, for whatever project it was exported, is no reason to lock this one's stacks. */
function passphrase(
  project: string,
  env: NodeJS.ProcessEnv,
  stack: string | undefined,
): Record<string, string | undefined> {
  if (!keepsStateHere(project)) return {};
  const folder = ensureState(project);
  const file = join(folder, "passphrase");
  const exported = env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (!exported) {
    if (!existsSync(file)) makePassphrase(file);
    return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
  }
  if (!existsSync(file) || !opensSecrets(project, stack, readFileSync(file, "utf8").trim())) return {};
  return { PULUMI_CONFIG_PASSPHRASE: undefined, PULUMI_CONFIG_PASSPHRASE_FILE: file };
}

/** Whether the project's own file names the state folder; others keep their state, and its key, where they want. */
function keepsStateHere(project: string): boolean {
  const file = join(project, "Pulumi.yaml");
  return existsSync(file) && readFileSync(file, "utf8").includes(`${stateFolder}/`);
}

/** Makes the folder of the file state, which Pulumi does not make, if it is not there; gives the one around it. */
function ensureState(project: string): string {
  const folder = join(project, stateFolder);
  mkdirSync(join(folder, "state"), { recursive: true, mode: 0o700 });
  return folder;
}

function makePassphrase(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    // Another run made it in between; there must be only one.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
