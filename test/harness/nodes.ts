import { join } from "node:path";
import { cached, run } from "../../tools/toolchain/index.ts";

/** Gives the path of a Node of exactly that version: npm has each as a package for each platform. */
export async function ensureNode(version: string): Promise<string> {
  if (process.version === `v${version}`) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await cached(`${name}-${version}`, async draft => {
    const packed = await run("npm", ["pack", "--silent", `${name}@${version}`], { cwd: draft });
    const archive = packed.trim().split("\n").at(-1) ?? "";
    await run("tar", ["-xzf", archive, "--strip-components=1"], { cwd: draft });
    await run("rm", [archive], { cwd: draft });
  });
  return join(folder, "bin/node");
}
