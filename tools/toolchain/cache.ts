import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheRoot, openCache } from "./cacheRoot.ts";
import { lives } from "./lives.ts";
import { withLock } from "./lock.ts";

/** What a finished entry holds, so that a damaged one is noticed. */
interface Manifest {
  /** SHA-256 by path. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * Size and time of the last change by path, as they were when the files were last read: what has the same was not
   * touched, and is not read again. Whoever restores a cache from elsewhere has other times, and reads it once.
   */
  readonly stamps?: Readonly<Record<string, string>>;
}

const manifestName = "manifest.json";

/**
 * Gives the folder of a cache entry, made by `build` if it is not there or not as it was made: a file missing, changed
 * or cut short. Builds of the same entry wait for each other; an entry appears whole or not at all, and what a killed
 * build left is cleared away by the next.
 *
 * @param key the tool and its version, e.g. `pulumi-3.256.0`: another version is another entry.
 * @param build fills an empty folder.
 */
export async function cached(key: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot(), key);
  if (await isWhole(folder)) return folder;
  return await withLock(key, `it is making ${key}, which this one needs too`, async alone => {
    // Somebody else may have built it while this one waited.
    if (await isWhole(folder)) return folder;
    await removeDrafts(key, alone);
    const draft = await mkdtemp(`${folder}${draftMark}${process.pid}-`);
    try {
      // Made for its owner alone; a tool is for everybody.
      await chmod(draft, 0o755);
      await build(draft);
      await writeManifest(draft, { files: await hashes(draft) });
      await putInPlace(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return folder;
  });
}

/** The folder of a cache entry that is there and as it was made; undefined where it would have to be built. */
export async function findCached(key: string): Promise<string | undefined> {
  const folder = join(cacheRoot(), key);
  return (await isWhole(folder)) ? folder : undefined;
}

/** Stands in the name of an entry that is being made, between its key and the process that makes it. */
const draftMark = ".draft-";

/**
 * Removes what killed builds of an entry left: all there is where this process is alone, as a killed one gives up its
 * lock a moment before it is gone. Where nothing can be locked, what a living process may be building right now stays.
 */
async function removeDrafts(key: string, alone: boolean): Promise<void> {
  const root = await openCache();
  const drafts = (await readdir(root)).filter(name => name.startsWith(`${key}${draftMark}`));
  const builder = (name: string): number => Number.parseInt(name.slice(key.length + draftMark.length), 10);
  const dead = drafts.filter(name => alone || !lives(builder(name)));
  for (const name of dead) await rm(join(root, name), { recursive: true, force: true });
}

/** Where nothing can be locked, another build of the same may have come first; either will do. */
async function putInPlace(draft: string, folder: string): Promise<void> {
  if (await isWhole(folder)) return;
  await rm(folder, { recursive: true, force: true });
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!(await isWhole(folder))) throw error;
  }
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    const { files, stamps = {} } = JSON.parse(await readFile(join(folder, manifestName), "utf8")) as Manifest;
    const paths = Object.keys(files);
    const now = await stampsOf(folder, paths);
    if (paths.every(path => stamps[path] === now[path])) return true;
    const found = await hashes(folder);
    if (!paths.every(path => found[path] === files[path])) return false;
    // Where it cannot be written, it is read whole the next time, too.
    await writeManifest(folder, { files }).catch(() => undefined);
    return true;
  } catch {
    // No folder, no manifest, one cut short, or a file that is missing.
    return false;
  }
}

async function writeManifest(folder: string, { files }: Manifest): Promise<void> {
  const manifest: Manifest = { files, stamps: await stampsOf(folder, Object.keys(files)) };
  // Others read it meanwhile.
  const draft = join(folder, `${manifestName}.${process.pid}`);
  await writeFile(draft, JSON.stringify(manifest));
  await rename(draft, join(folder, manifestName));
}

async function stampsOf(folder: string, paths: readonly string[]): Promise<Record<string, string>> {
  const pairs = paths.map(async path => {
    const { size, ctimeMs } = await stat(join(folder, path));
    return [path, `${size} ${ctimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile() && !entry.name.startsWith(manifestName));
  const pairs = await Promise.all(
    paths.map(async entry => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), await hashFile(path)] as const;
    }),
  );
  return Object.fromEntries(pairs);
}

/** The contents and whether it can be run: a program without that right is as good as none. */
async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  const { mode } = await stat(path);
  return `${hash.digest("hex")}${(mode & 0o111) === 0 ? "" : "+x"}`;
}
