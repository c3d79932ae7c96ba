import type { StackMark } from "../observe/index.ts";
import type { Topology } from "../topology/index.ts";
import { CliFailure } from "./failure.ts";
import { invocation } from "./invocation.ts";
import { readLocalStack } from "./localState.ts";
import { findProject } from "./project.ts";
import { unfinishedText } from "./unfinished.ts";

/** Which stack. */
export interface StackChoice {
  /** The selected one when left out. */
  readonly stack?: string;
  readonly cwd: string;
}

/** A stack that was deployed. */
export interface DeployedStack {
  /** As its containers are labelled. */
  readonly mark: StackMark;
  readonly topology: Topology;
}

/**
 * What a stack declares, read from its state, by the Pulumi CLI only where that is no file of this machine.
 *
 * @throws CliFailure where nothing is deployed, or not to its end.
 */
export async function deployedStack({ cwd, stack }: StackChoice): Promise<DeployedStack> {
  const local = readLocalStack(findProject(cwd), stack) ?? (await askPulumi(cwd, stack));
  const { name, topology } = local;
  const unfinished = unfinishedText(topology);
  if (unfinished !== undefined) throw new CliFailure(unfinished, "");
  if (topology.workloads.length === 0) {
    throw new CliFailure(
      `Stack ${name} has no workloads of Bulkhead's components.`,
      `Deploy one first: \`${invocation("up")}\`.`,
    );
  }
  return local;
}

async function askPulumi(cwd: string, name: string | undefined) {
  // It brings what runs the Pulumi CLI; a state on this disk needs none of it.
  const { StackOnDisk } = await import("./stack.ts");
  const stack = await StackOnDisk.open(cwd, name);
  const { mark, topology } = await stack.snapshot();
  return { name: stack.name, mark, topology };
}
