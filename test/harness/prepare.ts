import { ensureCompose, ensurePrometheus, ensureRegistry } from "../../tools/toolchain/index.ts";
import { ensureNode } from "./nodes.ts";
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
  if (args.some(arg => /^test\/whole\/(\*\*|newProject)/.test(arg))) {
    for (const version of ["22.18.0", "24.21.0"]) await ensureNode(version);
  }
  if (args.some(arg => /^test\/whole\/(\*\*|composeReader)/.test(arg))) await ensureCompose();
  if (args.some(arg => /^test\/whole\/(\*\*|meters)/.test(arg))) await ensurePrometheus();
}
