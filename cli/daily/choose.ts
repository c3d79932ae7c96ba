import { type ContainerInspect, type Engine, inspectContainer, listContainers } from "../../engine/index.ts";
import { isOf, type StackMark } from "../../observe/index.ts";
import { CliFailure } from "../failure.ts";
import { invocation } from "../invocation.ts";
import { readLocalStack } from "../localState.ts";
import { findProject } from "../project.ts";
import { StackOnDisk } from "../stack.ts";

/** One container of a stack, by the stack's names. */
export interface Replica {
  readonly workload: string;
  readonly tier: string | undefined;
  readonly replica: number;
  readonly container: ContainerInspect;
}

/** What a container is called here: its workload, with a number where there are several. */
export function titleOf({ workload, replica }: Replica, all: readonly Replica[]): string {
  return all.filter(one => one.workload === workload).length > 1 ? `${workload}/${replica}` : workload;
}

/**
 * By what a stack's containers are known. Pulumi is only asked for the one that is selected, and only where no file here
 * says it. A state that lies elsewhere is one for all checkouts, so that its name says enough.
 */
export async function markOf(cwd: string, stack: string | undefined): Promise<StackMark> {
  const project = findProject(cwd);
  const local = readLocalStack(project, stack);
  if (local !== undefined) return local.mark;
  return {
    label: stack === undefined ? (await StackOnDisk.open(cwd, undefined)).label : `${project.name}/${stack}`,
  };
}

/** All containers of a stack, running or not, in the order of their names. */
export async function replicasOf(engine: Engine, stack: StackMark): Promise<Replica[]> {
  const found = await listContainers(engine, [`bulkhead.stack=${stack.label}`, "bulkhead.workload"]);
  const mine = found.filter(({ Labels }) => isOf(stack, Labels));
  const inspected = await Promise.all(mine.map(({ Id }) => inspectContainer(engine, Id)));
  return inspected
    .flatMap(container => (container === undefined ? [] : [replicaOf(container)]))
    .sort((left, right) =>
      left.workload === right.workload
        ? left.replica - right.replica
        : left.workload < right.workload
          ? -1
          : 1,
    );
}

export function replicaOf(container: ContainerInspect): Replica {
  const labels = container.Config.Labels ?? {};
  return {
    workload: labels["bulkhead.workload"] ?? "",
    tier: labels["bulkhead.tier"],
    replica: Number(labels["bulkhead.replica"] ?? 1),
    container,
  };
}

/** What names are held against. */
interface Named {
  readonly workload: string;
  readonly tier?: string | undefined;
  readonly replica: number;
}

/** Whether a name means this container: its workload's, its tier's, or `WORKLOAD/REPLICA`. */
export function isMeant(name: string, { workload, tier, replica }: Named): boolean {
  return (
    name === workload || name === tier || name === `${workload}/${replica}` || name === `${tier}/${replica}`
  );
}

/**
 * Those of the containers that the names mean; all of them without a name.
 *
 * @throws CliFailure for names that mean none, with those there are.
 */
export function choose<One extends Named>(
  all: readonly One[],
  names: readonly string[],
  { label: stack }: StackMark,
): One[] {
  if (all.length === 0) {
    throw new CliFailure(
      `Nothing of stack ${stack} is on the engine.`,
      `Deploy it first: \`${invocation("up")}\`; --stack names another.`,
    );
  }
  const strange = names.filter(name => !all.some(replica => isMeant(name, replica)));
  if (strange.length > 0) {
    const known = [
      ...new Set(all.flatMap(({ workload, tier }) => [workload, ...(tier === undefined ? [] : [tier])])),
    ];
    throw new CliFailure(
      `Stack ${stack} has no workload or tier ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(strange)}.`,
      `It has ${new Intl.ListFormat("en-GB").format(known)}; one of several replicas is NAME/NUMBER.`,
    );
  }
  return names.length === 0 ? [...all] : all.filter(replica => names.some(name => isMeant(name, replica)));
}
