import { chmod, copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Pulumi, pulumiEnvironment, run } from "../../tools/toolchain/index.ts";
import type { Deployment, Peer } from "./peer.ts";

const root = join(import.meta.dirname, "../..");
const plugin = "pulumi-resource-docker";

/** `pulumi up` of a plain @pulumi/docker program, with the embedded provider. */
export function pulumiPeer(pulumi: Pulumi): Peer {
  return {
    name: "pulumi",
    async prepare(plan, folder, stack) {
      const deployment = await project(pulumi, folder, stack);
      await copyFile(join(import.meta.dirname, "program.ts"), join(folder, "index.ts"));
      await writeFile(join(folder, "plan.json"), JSON.stringify(plan));
      return deployment;
    },
  };
}

/** `pulumi up` of a program that does nothing: what the CLI and its language host take by themselves. */
export function emptyPeer(pulumi: Pulumi): Peer {
  return {
    name: "empty program",
    async prepare(_plan, folder, stack) {
      const { commands } = await project(pulumi, folder, stack);
      await writeFile(join(folder, "index.ts"), "export {};\n");
      const { create, "no-op": noOp } = commands;
      return { commands: { ...(create && { create }), ...(noOp && { "no-op": noOp }) } };
    },
  };
}

/** Makes a project with a stack, all but the program; its state lies in the same folder. */
export async function project(pulumi: Pulumi, folder: string, stack: string): Promise<Deployment> {
  const pidFile = join(folder, "provider.pids");
  await writeFile(
    join(folder, "Pulumi.yaml"),
    stringify({
      name: "bulkhead-bench",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: "index.ts",
      plugins: { providers: [{ name: "docker", path: "bin" }] },
    }),
  );
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await wrapPlugin(join(folder, "bin"), pidFile);
  await mkdir(join(folder, "state"));
  const env = environment(pulumi, folder);
  await run("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: folder, env });
  const command = (...args: string[]) => ({
    program: "pulumi",
    args: [...args, "--stack", stack, "--yes", "--skip-preview", "--non-interactive"],
    cwd: folder,
    env,
  });
  return { commands: { create: command("up"), "no-op": command("up"), down: command("destroy") }, pidFile };
}

/** The embedded provider behind a script that notes its process id and then becomes it. */
async function wrapPlugin(folder: string, pidFile: string): Promise<void> {
  await mkdir(folder);
  const script = [
    "#!/bin/sh",
    `echo $$ >> '${pidFile}'`,
    `exec '${join(root, "provider/bin", plugin)}' "$@"`,
  ];
  await writeFile(join(folder, plugin), `${script.join("\n")}\n`);
  await chmod(join(folder, plugin), 0o755);
}

/** As this project's own commands run pulumi; nothing of it outlives the folder. */
function environment(pulumi: Pulumi, folder: string): NodeJS.ProcessEnv {
  return pulumiEnvironment(root, pulumi, {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "of this bench",
    PULUMI_HOME: join(folder, "home"),
    XDG_STATE_HOME: join(folder, "journal"),
  });
}
