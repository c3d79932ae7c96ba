import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openCache } from "./cacheRoot.ts";
import { SetupFailure } from "./failure.ts";
import { step } from "./progress.ts";

/**
 * Runs `work` while no other process does work of the same name. The lock is the kernel's (flock), held by a small
 * child process that ends with this one, so that nobody's death leaves it locked. Where there is no `flock` (macOS),
 * nothing is locked: what is made twice is put in place by one rename all the same.
 *
 * @param name of the lock file in the cache.
 * @param held what another run that has the lock is doing, for those who wait: `it builds the same tool`.
 * @param work is told whether it is `alone`: that nobody else does the same, since the lock is had.
 */
export async function withLock<T>(
  name: string,
  held: string,
  work: (alone: boolean) => Promise<T>,
): Promise<T> {
  const file = join(await openCache(), `${name}.lock`);
  const lock = await step("waiting for another run", held, () => acquire(file));
  try {
    return await work(lock.alone);
  } finally {
    lock.release();
  }
}

interface Lock {
  readonly alone: boolean;
  readonly release: () => void;
}

async function acquire(file: string): Promise<Lock> {
  // `cat` says one line once the lock is had, and holds it until its input closes.
  const holder = spawn("flock", [file, "sh", "-c", "echo locked; exec cat >/dev/null"], { stdio: "pipe" });
  const complaint = text(holder.stderr);
  const missing = once(holder, "error").then(() => "missing" as const);
  const ended = once(holder, "close").then(() => "ended" as const);
  const locked = once(holder.stdout, "data").then(() => "locked" as const);
  switch (await Promise.race([locked, missing, ended])) {
    case "locked":
      return { alone: true, release: () => holder.stdin.end() };
    case "missing":
      return { alone: false, release: () => undefined };
    case "ended":
      throw new SetupFailure(
        `The lock file ${file} cannot be used: ${(await complaint).trim()}.`,
        "See that its folder can be written to, or name another with BULKHEAD_CACHE.",
      );
  }
}
