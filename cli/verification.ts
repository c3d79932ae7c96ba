import { type Engine, listImages } from "../engine/index.ts";
import { type Verification, verify } from "../observe/index.ts";
import { step } from "../tools/toolchain/index.ts";
import type { Topology } from "../topology/index.ts";
import { exitStatus } from "./failure.ts";
import type { StackOnDisk } from "./stack.ts";

/** What this project's setup builds. */
const demoRepository = "bulkhead-demo/probe";

/** Any image with python3 will do. */
const publicImage = "python:3.13-alpine";

/**
 * Probes a stack's running containers.
 *
 * @param askedImage what the probes are to run in; when undefined, the demo image where the engine has it, and a public
 * one otherwise.
 */
export async function probeStack(
  stack: StackOnDisk,
  topology: Topology,
  engine: Engine,
  askedImage: string | undefined,
): Promise<Verification> {
  const probeImage = askedImage ?? (await listImages(engine, demoRepository))[0] ?? publicImage;
  return await step("probing the running containers", "every workload tries to reach every other", () =>
    verify({ engine, topology, stack: stack.label, probeImage }),
  );
}

/** What a verification ends a command with: one that shows nothing for certain is no good news. */
export function statusOf({ probes, down = [] }: Verification): number {
  const verdicts = new Set(probes.map(({ verdict }) => verdict));
  if (verdicts.has("excess") || verdicts.has("missing")) return exitStatus.findings;
  return verdicts.has("inconclusive") || down.length > 0 ? exitStatus.cannotTell : exitStatus.fine;
}
