import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import { SetupFailure } from "./failure.ts";

/**
 * Unpacks Debian packages into a folder: their files alone, without those of the packages they depend on. Nothing is
 * installed, for that would start services.
 *
 * @param remedy a sentence on what to do where they cannot be had.
 * @throws SetupFailure where they cannot be had.
 */
export async function unpackPackages(
  names: readonly string[],
  folder: string,
  remedy: string,
): Promise<void> {
  try {
    await download(names, folder);
  } catch {
    // The list of packages may be older than the archive.
    await run("apt-get", ["update", "-qq"]).catch(() => "");
    await download(names, folder).catch(error => {
      const why = error instanceof Error ? error.message : String(error);
      const lacking = names.length === 1 ? "is missing, and" : "are missing, and";
      throw new SetupFailure(`${names.join(", ")} ${lacking} cannot be downloaded: ${why}`, remedy);
    });
  }
}

async function download(names: readonly string[], folder: string): Promise<void> {
  // As root, apt would hand the download to a user who may not write here.
  await run("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", ...names], { cwd: folder });
  for (const archive of (await readdir(folder)).filter(file => file.endsWith(".deb"))) {
    await run("dpkg-deb", ["--extract", archive, "."], { cwd: folder });
    await rm(join(folder, archive));
  }
}
