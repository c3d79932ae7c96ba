import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, failedWith } from "../../engine/index.ts";
import { isLeftover, sweepMarked } from "../../tools/marks/index.ts";

/** The label that carries the run's mark on what a bench makes by itself. */
export const label = "bulkhead.bench";

/**
 * Removes the objects and folders of this run, and of runs that were killed.
 *
 * @param folderPrefix what the names of the bench's temporary folders have before their mark.
 * @param say told of a network that the engine does not give up, so that what was measured is reported all the same.
 */
export async function clean(
  engine: Engine,
  mark: string,
  folderPrefix: string,
  say: (line: string) => void,
): Promise<void> {
  try {
    await sweepMarked(engine, mark, label);
  } catch (error) {
    if (!failedWith(error, "endpoints-in-use")) throw error;
    say(error instanceof Error ? error.message : String(error));
  }
  for (const name of await readdir(tmpdir())) {
    const ours = name.startsWith(folderPrefix) && isLeftover(name.slice(folderPrefix.length), mark);
    if (ours) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}
