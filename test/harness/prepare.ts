import {
  type EngineRelease,
  ensureCompose,
  ensureEnginePrograms,
  ensurePrometheus,
  ensureRegistry,
  inspectMachine,
  versions,
} from "../../tools/toolchain/index.ts";
import { ensureNode } from "./nodes.ts";
import { ensureProgram, testPrograms } from "./program.ts";

/**
 * Gets an engine's programs, and what tests on it install where it is missing. They run in a network that leads nowhere,
 * so it has to be there before.
 *
 * @param args which tests are run.
 */
export async function prepareForEngines(release: EngineRelease, args: readonly string[]): Promise<void> {
  const machine = await inspectMachine();
  // Who may not start an engine is told so when it is to be started.
  if (machine.isRoot) await ensureEnginePrograms(release, machine);
  for (const program of Object.values(testPrograms)) await ensureProgram(program);
  await ensureRegistry();
  if (args.some(arg => /^test\/programs\/(\*\*|newProject)/.test(arg))) {
    for (const version of ["22.18.0", "24.21.0"]) await ensureNode(version);
  }
  if (args.some(arg => arg.startsWith("test/converted/"))) {
    await ensureCompose(versions.currentCompose);
  }
  if (args.some(arg => /^test\/running\/(\*\*|meters)/.test(arg))) await ensurePrometheus();
}
