import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLeftover } from "../marks/index.ts";
import { run } from "../toolchain/command.ts";
import { lives } from "../toolchain/lives.ts";
import { until } from "../toolchain/until.ts";
import { folderPrefix } from "./place.ts";
import { listProcesses, processesOfEngine } from "./processes.ts";

/** Milliseconds a process may take to be gone once it is killed. */
const patience = 20_000;

/** Ends the engines whose run is dead, and removes all they had; those of this run stay. */
export async function removeLeftEngines(mark: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.slice(folderPrefix.length);
    if (!name.startsWith(folderPrefix) || owner.startsWith(mark) || !isLeftover(owner, mark)) continue;
    const folder = join(tmpdir(), name);
    await killEngine(folder);
    await removeEngineFolder(folder);
  }
}

/** Kills what is left of an engine that lives in a folder, its containers included. Its networks go with its last process. */
export async function killEngine(folder: string): Promise<void> {
  const found = processesOfEngine(folder, await listProcesses());
  for (const pid of found) kill(pid);
  const gone = await until(async () => (found.some(lives) ? undefined : true), patience);
  if (gone === undefined)
    throw new Error(`Processes of the engine in ${folder} do not end: ${found.join(", ")}.`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended by itself, as another one did.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export async function removeEngineFolder(folder: string): Promise<void> {
  await run("sh", ["-c", 'umount -R "$1/data" 2>/dev/null; true', "unmount", folder]);
  await rm(folder, { recursive: true, force: true });
}
