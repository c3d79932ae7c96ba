import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensurePulumi, pulumiEnvironment } from "../tools/toolchain/index.ts";

/** Runs the tests, or those the arguments select; the arguments are Mocha's. */
const root = join(import.meta.dirname, "..");
const env = pulumiEnvironment(root, await ensurePulumi());
const mocha = join(root, "node_modules/mocha/bin/mocha.js");
const child = spawn(process.execPath, [mocha, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...env, BULKHEAD_TEST: "1" },
  stdio: ["inherit", "pipe", "inherit"],
});
let tail = "";
child.stdout.on("data", (chunk: Buffer) => {
  tail = (tail + chunk.toString()).slice(-200);
  process.stdout.write(chunk);
});
child.on("close", code => {
  // A run that broke down before it could count is a failure that must be seen as one.
  if (!/^\d+ passed, \d+ failed/m.test(tail)) process.stdout.write("0 passed, 1 failed\n");
  process.exitCode = code ?? 1;
});
