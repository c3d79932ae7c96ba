import { join } from "node:path";
import { cached } from "./cache.ts";
import { answers } from "./command.ts";
import { unpackPackages } from "./debianPackage.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

const name = "prometheus";

/**
 * Gives the path of the Prometheus that Debian packages: the one on the PATH, or the package's program alone, unpacked
 * into the cache. The package is not installed, for that would start a service.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensurePrometheus(): Promise<string> {
  if (await answers(name, ["--version"])) return name;
  const folder = await cached(`${name}-${versions.debian}-${process.arch}`, async draft => {
    await step(`downloading ${name}`, "a test has it scrape the metrics; 30 MB, once", () =>
      unpackPackages([name], draft, "Install Prometheus, so that it is on the PATH."),
    );
  });
  return join(folder, "usr/bin", name);
}
