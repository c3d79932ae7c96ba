import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { lives } from "../tools/toolchain/index.ts";
import type { StackOnDisk } from "./stack.ts";
import { stateFolder } from "./stateFolder.ts";

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/** What is looked at of a stack. */
export type Locked = Pick<StackOnDisk, "name" | "project" | "backend">;

/**
 * Whether a stack on file state is locked by a run that is dead: every lock is of this machine and of a process that no
 * longer lives. A killed run cannot take its lock off; one that lives, or works elsewhere, must be left alone.
 */
export async function isLockedByTheDead(stack: Locked): Promise<boolean> {
  const locks = await readLocks(stack);
  return locks.length > 0 && locks.every(lock => lock.hostname === hostname() && !lives(lock.pid));
}

async function readLocks(stack: Locked): Promise<Lock[]> {
  const state = stateFolder(stack);
  if (state === undefined) return [];
  const folder = join(state, "locks");
  let files: string[];
  try {
    files = await readdir(folder, { recursive: true });
  } catch {
    // No locks were ever taken here.
    return [];
  }
  const ours = files.filter(file => isOf(stack, file.split("/")));
  return await Promise.all(ours.map(file => readLock(join(folder, file))));
}

/** Locks lie in `organization/PROJECT/STACK/` below the folder; in states of long ago, in `STACK/`. */
function isOf({ name, project }: Locked, path: readonly string[]): boolean {
  if (path.at(-1)?.endsWith(".json") !== true || path.at(-2) !== name) return false;
  return path.length === 2 || path.at(-3) === project.name;
}

/** One that cannot be read says nothing about who holds it: it counts as held elsewhere. */
async function readLock(file: string): Promise<Lock> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Lock;
  } catch {
    // Being written or taken off right now, or cut short.
    return { pid: 0, hostname: "" };
  }
}
