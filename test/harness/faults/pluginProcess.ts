import { readdir, readFile } from "node:fs/promises";

/** The process ids of the plugins that a project's pulumi has started and that live. */
export async function pluginsOf(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // It may have ended since the folder was listed.
    const [line, environment] = await Promise.all(
      ["cmdline", "environ"].map(file => readFile(`/proc/${entry}/${file}`, "utf8").catch(() => "")),
    );
    if (line?.includes("pulumi-resource-docker") && environment?.includes(folder)) found.push(Number(entry));
  }
  return found;
}
