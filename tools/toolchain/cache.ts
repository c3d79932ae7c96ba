import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { withLock } from "./lock.ts";

/** What a finished entry holds, so that a damaged one is noticed. */
interface Manifest {
  /** SHA-256 by path. */
  readonly files: Readonly<Record<string, string>>;
}

const manifestName = "manifest.json";

/** Where tools are kept: outside the checkout, so that clones share them. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env["BULKHEAD_CACHE"]) return env["BULKHEAD_CACHE"];
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pulumi-bulkhead");
}

/**
 * Gives the folder of a cache entry, made by `build` if it is not there or not as it was made: a file missing, changed
 * or cut short. Builds of the same entry wait for each other; an entry appears whole or not at all.
 *
 * @param key the tool and its version, e.g. `pulumi-3.256.0`: another version is another entry.
 * @param build fills an empty folder.
 */
export async function cached(key: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot(), key);
  if (await isWhole(folder)) return folder;
  await mkdir(cacheRoot(), { recursive: true });
  return await withLock(join(cacheRoot(), `${key}.lock`), async () => {
    // Somebody else may have built it while this one waited.
    if (await isWhole(folder)) return folder;
    await rm(folder, { recursive: true, force: true });
    const draft = await mkdtemp(`${folder}.draft-`);
    try {
      // Made for its owner alone; a tool is for everybody.
      await chmod(draft, 0o755);
      await build(draft);
      await writeFile(
        join(draft, manifestName),
        JSON.stringify({ files: await hashes(draft) } satisfies Manifest),
      );
      await rename(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return folder;
  });
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    const { files } = JSON.parse(await readFile(join(folder, manifestName), "utf8")) as Manifest;
    const found = await hashes(folder);
    return Object.entries(files).every(([path, hash]) => found[path] === hash);
  } catch {
    // No folder, no manifest, or one cut short.
    return false;
  }
}

async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile() && entry.name !== manifestName);
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
