import { join } from "node:path";
import { cached } from "./cache.ts";
import { answers } from "./command.ts";
import { unpackPackages } from "./debianPackage.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

/** A program that a test runs, and that Debian has in a package of its name. */
export interface DebianProgram {
  readonly name: string;
  /** What it is for, and how much there is to download: "a test has it scrape the metrics; 30 MB, once". */
  readonly why: string;
  /** A sentence on what to do where it cannot be had. */
  readonly remedy: string;
}

/**
 * Gives the path of a program: the one on the PATH, or that of its package alone, unpacked into the cache. The package is
 * not installed, for that would start a service.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureDebianProgram({ name, why, remedy }: DebianProgram): Promise<string> {
  if (await answers(name, ["--version"])) return name;
  const folder = await cached(`${name}-${versions.debian}-${process.arch}`, async draft => {
    await step(`downloading ${name}`, why, () => unpackPackages([name], draft, remedy));
  });
  return join(folder, "usr/bin", name);
}
