import { join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";
import { root } from "./project.ts";

/** Runs the compiler that checks this project's types; it fails with what that says. */
export async function tsc(...args: readonly string[]): Promise<string> {
  const program = join(root, "node_modules/typescript-7/bin/tsc");
  return await run(process.execPath, [program, ...args], { cwd: root });
}
