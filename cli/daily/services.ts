import { type Engine, readInfo, readSwarm, type ServiceInspect } from "../../engine/index.ts";
import { isOf, type StackMark } from "../../observe/index.ts";
import { CliFailure } from "../failure.ts";
import { invocation } from "../invocation.ts";
import { type Replica, replicasOf } from "./choose.ts";

/** The stack's services that run on, as a manager of its Swarm knows them; none where the engine is no manager. */
export async function servicesOf(engine: Engine, stack: StackMark): Promise<ServiceInspect[]> {
  const swarm = await readSwarm(engine, await readInfo(engine));
  return (swarm?.services ?? []).filter(({ Spec: { Labels, Mode } }) => {
    const runsOn = Mode?.ReplicatedJob === undefined && Mode?.GlobalJob === undefined;
    return runsOn && isOf(stack, Labels) && Labels?.["bulkhead.workload"] !== undefined;
  });
}

/**
 * The containers of a stack, for a command that has to be on the engine that has them.
 *
 * @throws CliFailure where they are tasks of a Swarm.
 */
export async function containersOf(engine: Engine, stack: StackMark): Promise<Replica[]> {
  const replicas = await replicasOf(engine, stack);
  const [service] = replicas.length > 0 ? [] : await servicesOf(engine, stack);
  if (service === undefined) return replicas;
  throw new CliFailure(
    `What stack ${stack.label} runs are services of a Swarm, whose containers are on its nodes.`,
    `\`docker service logs ${service.Spec.Name}\` has what all of one wrote; for \`docker exec\` on its node, \`${invocation("status")}\` says where each is.`,
  );
}
