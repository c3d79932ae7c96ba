import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Peer } from "./peer.ts";

/** A small script that sends the engine the same calls and nothing else: the least any client could take. */
export const directPeer: Peer = {
  name: "direct calls",
  async prepare(plan, folder) {
    const file = join(folder, "plan.json");
    await writeFile(file, JSON.stringify(plan));
    const command = (step: string) => ({
      program: process.execPath,
      args: [join(import.meta.dirname, "engineCalls.ts"), step, file],
      cwd: folder,
      env: process.env,
    });
    return { commands: { create: command("create"), down: command("down") } };
  },
};
