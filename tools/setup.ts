import { say } from "./toolchain/index.ts";
import { setUp } from "./toolchain/setup.ts";

/** Installs and starts what is missing, and deploys nothing. */
try {
  await setUp();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
