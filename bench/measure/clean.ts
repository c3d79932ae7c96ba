import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../engine/index.ts";
import { isLeftover, sweepMarked } from "../../tools/marks/index.ts";

/** The label that carries the run's mark on what a bench makes by itself. */
export const label = "bulkhead.bench";

/**
 * Removes the objects and folders of this run, and of runs that were killed.
 *
 * @param folderPrefix what the names of the bench's temporary folders have before their mark.
 */
export async function clean(engine: Engine, mark: string, folderPrefix: string): Promise<void> {
  await sweepMarked(engine, mark, label);
  for (const name of await readdir(tmpdir())) {
    const ours = name.startsWith(folderPrefix) && isLeftover(name.slice(folderPrefix.length), mark);
    if (ours) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}
