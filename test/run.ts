import { spawn } from "node:child_process";
import { join } from "node:path";
import { pulumiEnvironment, say } from "../tools/toolchain/index.ts";
import { setUp } from "../tools/toolchain/setup.ts";
import { mochaArguments } from "./harness/selection.ts";

/** Runs the tests, or those the arguments select; the arguments are Mocha's. */
const root = join(import.meta.dirname, "..");

/** Colours belong on a terminal; libraries also take them from TERM and FORCE_COLOR, for themselves and what they run. */
const colours = process.stdout.isTTY && !process.env["NO_COLOR"];

/** The last line of a run that broke down before it could count: a failure that must be seen as one. */
function saySomethingFailed(): void {
  process.stdout.write("0 passed, 1 failed\n");
}

async function runTests(): Promise<number> {
  const { FORCE_COLOR: _, ...env } = pulumiEnvironment(root, await setUp());
  const mocha = join(root, "node_modules/mocha/bin/mocha.js");
  const args = [...(colours ? [] : ["--no-color"]), ...mochaArguments(root, process.argv.slice(2))];
  const child = spawn(process.execPath, [mocha, ...args], {
    cwd: root,
    env: { ...env, ...(colours ? {} : { NO_COLOR: "1" }) },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  let counted = false;
  child.on("message", () => {
    counted = true;
  });
  return await new Promise(resolve => {
    child.on("close", code => {
      if (!counted) saySomethingFailed();
      resolve(code ?? 1);
    });
  });
}

try {
  process.exitCode = await runTests();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  saySomethingFailed();
  process.exitCode = 2;
}
