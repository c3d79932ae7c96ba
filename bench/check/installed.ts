import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";

const root = join(import.meta.dirname, "../..");

/**
 * Packs the package and unpacks it where npm would install it, beside the packages that this checkout has.
 *
 * @param folder empty, and the bench's own.
 * @returns the command as npx finds it.
 */
export async function installPackage(folder: string): Promise<string> {
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
  const archive = join(folder, packed.trim().split("\n").at(-1) ?? "");
  const modules = join(folder, "node_modules");
  const target = join(modules, "pulumi-bulkhead");
  await mkdir(join(modules, ".bin"), { recursive: true });
  for (const name of await readdir(join(root, "node_modules"))) {
    if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), join(modules, name));
  }
  await mkdir(target);
  await run("tar", ["-xzf", archive, "-C", target, "--strip-components=1"]);
  const command = join(modules, ".bin/bulkhead");
  await symlink(join(target, "dist/cli/bin/bulkhead.cjs"), command);
  return command;
}
