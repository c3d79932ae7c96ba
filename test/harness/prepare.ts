import { ensureCompose, ensureRegistry } from "../../tools/toolchain/index.ts";
import { ensureProgram, testPrograms } from "./program.ts";

/**
 * Gets what tests on an engine install where it is missing. They run in a network that leads nowhere, so it has to be
 * there before.
 *
 * @param args which tests are run.
 */
export async function prepareForEngines(args: readonly string[]): Promise<void> {
  for (const program of Object.values(testPrograms)) await ensureProgram(program);
  await ensureRegistry();
  if (args.some(arg => /^test\/whole\/(\*\*|composeReader)/.test(arg))) await ensureCompose();
}
