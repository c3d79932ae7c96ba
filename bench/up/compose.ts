import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Compose } from "../../tools/toolchain/index.ts";
import { composeName } from "./goals.ts";
import type { Peer } from "./peer.ts";
import type { Plan } from "./plan.ts";

/** Docker Compose with a file that says the same. */
export function composePeer(compose: Compose): Peer {
  return {
    name: composeName(compose.version),
    async prepare(plan, folder, stack) {
      const file = join(folder, "compose.yaml");
      await writeFile(file, stringify(composeFile(plan)));
      const command = (...args: string[]) => ({
        program: compose.program,
        args: ["--project-name", stack, "--file", file, ...args],
        cwd: folder,
        env: process.env,
      });
      return {
        commands: { create: command("up", "-d"), "no-op": command("up", "-d"), down: command("down") },
      };
    },
  };
}

function composeFile(plan: Plan): object {
  const labels = Object.fromEntries([plan.label]);
  const networks = plan.networks.map(({ name, subnet, gateway }) => [
    name,
    { name, internal: true, ipam: { config: [{ subnet, gateway }] }, labels },
  ]);
  const services = plan.containers.map(container => [
    container.name,
    {
      container_name: container.name,
      image: plan.image,
      // Compose takes a dollar for a variable.
      command: plan.command.map(word => word.replaceAll("$", "$$$$")),
      networks: container.networks,
      stop_grace_period: `${plan.graceSeconds}s`,
      labels,
    },
  ]);
  return { networks: Object.fromEntries(networks), services: Object.fromEntries(services) };
}
