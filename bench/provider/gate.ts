import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pulumi } from "../../tools/toolchain/index.ts";
import { directPeer } from "../up/direct.ts";
import type { Peer } from "../up/peer.ts";
import { project } from "../up/pulumi.ts";

/** `pulumi up` of a chain of containers with `wait`. */
export function gatePeer(pulumi: Pulumi): Peer {
  return {
    name: "pulumi",
    async prepare(plan, folder, stack) {
      const { commands } = await project(pulumi, folder, stack);
      await writeFile(join(folder, "index.ts"), importOf("gateProgram.ts"));
      await writeFile(join(folder, "plan.json"), JSON.stringify(plan));
      const { create, down } = commands;
      return { commands: { ...(create && { create }), ...(down && { down }) } };
    },
  };
}

/** A script that sends the same calls, and looks once a second whether a container is healthy. */
export const pollingPeer: Peer = {
  name: "polling",
  async prepare(plan, folder, stack) {
    const { commands } = await directPeer.prepare(plan, folder, stack);
    const { create, down } = commands;
    const args = [join(import.meta.dirname, "pollingCalls.ts"), join(folder, "plan.json")];
    return { commands: { ...(create && { create: { ...create, args } }), ...(down && { down }) } };
  },
};

/** A program's text that is another one's, by its place in this folder. */
export function importOf(file: string): string {
  return `import ${JSON.stringify(join(import.meta.dirname, file))};\n`;
}
