import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { lives } from "../tools/toolchain/index.ts";
import type { StackOnDisk } from "./stack.ts";

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Whether a stack on file state is locked by a run that is dead: every lock is of this machine and of a process that no
 * longer lives. A killed run cannot take its lock off; one that lives, or works elsewhere, must be left alone.
 */
export async function isLockedByTheDead(stack: StackOnDisk): Promise<boolean> {
  const locks = await readLocks(stack);
  return locks.length > 0 && locks.every(lock => lock.hostname === hostname() && !lives(lock.pid));
}

async function readLocks(stack: StackOnDisk): Promise<Lock[]> {
  if (!stack.backend?.startsWith("file://")) return [];
  const folder = join(stateFolder(stack.backend, stack.project.folder), ".pulumi/locks");
  let files: string[];
  try {
    files = await readdir(folder, { recursive: true });
  } catch {
    // No locks were ever taken here.
    return [];
  }
  const ours = files.filter(file => file.endsWith(".json") && file.split("/").at(-2) === stack.name);
  const texts = await Promise.all(ours.map(file => readFile(join(folder, file), "utf8")));
  return texts.map(text => JSON.parse(text) as Lock);
}

/** Pulumi reads `file://./x` from the project's folder and `file://~` from home. */
function stateFolder(backend: string, project: string): string {
  const url = backend.replace(/\?.*$/, "");
  if (url.startsWith("file:///")) return fileURLToPath(url);
  const path = url.slice("file://".length);
  return path.startsWith("~") ? join(process.env["HOME"] ?? "", path.slice(1)) : resolve(project, path);
}
