import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import { cacheRoot } from "./cache.ts";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import { step } from "./progress.ts";

/** True where this process may install Debian packages. */
export async function canInstall(): Promise<boolean> {
  return getuid?.() === 0 && (await answers("apt-get", ["--version"]));
}

/**
 * Installs Debian packages.
 *
 * @param why what they are for, in words.
 * @param otherwise what to do on a machine where this cannot be done.
 * @throws SetupFailure without root or apt.
 */
export async function install(packages: readonly string[], why: string, otherwise: string): Promise<void> {
  const names = packages.join(", ");
  if (!(await canInstall())) {
    throw new SetupFailure(`${names} is missing, and installing it takes root and apt.`, otherwise);
  }
  await mkdir(cacheRoot(), { recursive: true });
  await withLock(join(cacheRoot(), "apt.lock"), () =>
    step(`installing ${names} with apt`, why, async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      await run("apt-get", ["update", "-qq"], { env });
      await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
    }),
  );
}
