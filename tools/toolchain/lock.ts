import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs `work` while no other process that uses the same lock file does. The lock is the kernel's (flock), held by a
 * small child process that ends with this one, so that nobody's death leaves it locked. Where there is no `flock`
 * (macOS), nothing is locked; entries are put in place by one rename all the same.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(file);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(file: string): Promise<() => void> {
  // `cat` says one line once the lock is had, and holds it until its input closes.
  const holder = spawn("flock", [file, "sh", "-c", "echo locked; exec cat >/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const missing = once(holder, "error").then(() => "missing" as const);
  const ended = once(holder, "close").then(() => "ended" as const);
  const locked = once(holder.stdout, "data").then(() => "locked" as const);
  switch (await Promise.race([locked, missing, ended])) {
    case "locked":
      return () => holder.stdin.end();
    case "missing":
      return () => undefined;
    case "ended":
      throw new Error(`The lock file ${file} cannot be used; see that its folder can be written to.`);
  }
}
