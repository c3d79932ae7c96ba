import { explained, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { step } from "./progress.ts";

/** Debian packages that something needs. */
export interface Wanted {
  readonly packages: readonly string[];
  /** What is missing without them, in words: "no Docker engine is installed". */
  readonly missing: string;
  /** What installing them takes, for those who wait: "about 70 MB, once". */
  readonly cost: string;
  /** A sentence on what to do where there is no apt. */
  readonly otherwise: string;
}

/**
 * Installs Debian packages.
 *
 * @throws SetupFailure without root or apt, or where apt fails.
 */
export async function install(wanted: Wanted, machine: Machine): Promise<void> {
  const obstacle = whatHinders(wanted, machine);
  if (obstacle !== undefined) throw obstacle;
  const names = wanted.packages.join(", ");
  await withLock("apt", "it installs Debian packages, too", () =>
    step(`installing ${names} with apt`, `${wanted.missing}; ${wanted.cost}`, async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      try {
        await run("apt-get", ["update", "-qq"], { env });
        await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wanted.packages], {
          env,
        });
      } catch (error) {
        throw explained(
          error,
          `apt could not install ${names}.`,
          "Correct what it names (`apt-get update` shows whether its sources answer), then run this again:",
        );
      }
    }),
  );
}

/** Why packages cannot be installed here, and what to do instead; undefined where they can. */
function whatHinders({ packages, missing, otherwise }: Wanted, machine: Machine): SetupFailure | undefined {
  const what = missing[0]?.toUpperCase() + missing.slice(1);
  if (!machine.hasApt) {
    return new SetupFailure(`${what}, and there is no apt-get here to install it with.`, otherwise);
  }
  if (machine.isRoot) return undefined;
  const command = `sudo apt-get install --no-install-recommends ${packages.join(" ")}`;
  return new SetupFailure(`${what}, and only root can install it.`, `Run \`${command}\`, then this again.`);
}
