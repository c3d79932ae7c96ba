import { ensureDebianProgram } from "./debianProgram.ts";

/**
 * Gives the path of the registry server that Debian packages.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureRegistry(): Promise<string> {
  return await ensureDebianProgram({
    name: "docker-registry",
    why: "the tests pull from a registry of their own; 5 MB, once",
    remedy:
      "Install the program docker-registry of the CNCF's distribution project, so that it is on the PATH.",
  });
}
