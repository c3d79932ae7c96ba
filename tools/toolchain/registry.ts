import { join } from "node:path";
import { cached } from "./cache.ts";
import { answers } from "./command.ts";
import { unpackPackages } from "./debianPackage.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

const name = "docker-registry";

/**
 * Gives the path of the registry server that Debian packages: the one on the PATH, or the package's program alone,
 * unpacked into the cache. The package is not installed, for that would start a service.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureRegistry(): Promise<string> {
  if (await answers(name, ["--version"])) return name;
  const folder = await cached(`${name}-${versions.debian}-${process.arch}`, async draft => {
    await step(`downloading ${name}`, "the tests pull from a registry of their own; 5 MB, once", () =>
      unpackPackages(
        [name],
        draft,
        `Install the program ${name} of the CNCF's distribution project, so that it is on the PATH.`,
      ),
    );
  });
  return join(folder, "usr/bin", name);
}
