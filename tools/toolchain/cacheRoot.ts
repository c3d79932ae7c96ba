import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { SetupFailure } from "./failure.ts";

/** Where tools are kept: outside the checkout, so that clones share them. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env["BULKHEAD_CACHE"]) return env["BULKHEAD_CACHE"];
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pulumi-bulkhead");
}

/**
 * Makes that folder if it is not there, and gives its path.
 *
 * @throws SetupFailure where this user may not.
 */
export async function openCache(): Promise<string> {
  const root = cacheRoot();
  try {
    await mkdir(root, { recursive: true });
  } catch (error) {
    throw new SetupFailure(
      `The cache folder ${root} cannot be made (${(error as NodeJS.ErrnoException).code}).`,
      "Name one that can be written to with BULKHEAD_CACHE.",
    );
  }
  return root;
}
