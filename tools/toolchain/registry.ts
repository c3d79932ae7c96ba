import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
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
    await step(`downloading ${name}`, "the tests pull from a registry of their own; 5 MB, once", async () => {
      try {
        await download(draft);
      } catch {
        // The list of packages may be older than the archive.
        await run("apt-get", ["update", "-qq"]).catch(() => "");
        await download(draft).catch(error => {
          throw new SetupFailure(
            `${name} is missing, and cannot be downloaded: ${error instanceof Error ? error.message : error}`,
            `Install the program ${name} of the CNCF's distribution project, so that it is on the PATH.`,
          );
        });
      }
    });
  });
  return join(folder, "usr/bin", name);
}

async function download(folder: string): Promise<void> {
  // As root, apt would hand the download to a user who may not write here.
  await run("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", name], { cwd: folder });
  const [archive = ""] = (await readdir(folder)).filter(file => file.endsWith(".deb"));
  await run("dpkg-deb", ["--extract", archive, "."], { cwd: folder });
  await rm(join(folder, archive));
}
