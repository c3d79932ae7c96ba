import type { Problems } from "../check/problems.ts";
import { PerRun } from "../run.ts";
import { type Publish, sameHostPort } from "./ports.ts";
import type { WorkloadPlan } from "./workload.ts";

/** A port of the host, with the argument that asks for it. */
interface HostPort {
  readonly value: Publish;
  readonly hostPortPath: string;
}

const taken = new PerRun("host-ports", (): { readonly id: string; readonly publish: Publish }[] => []);

/** Complains of ports of the host that another workload of the stack has: the engine publishes each once. */
export function checkHostPorts(
  id: string,
  ports: readonly HostPort[],
  problems: Problems,
  pathOf = (path: string): string => path,
): void {
  for (const { value, hostPortPath } of ports) {
    const other = taken.get().find(one => one.id !== id && sameHostPort(one.publish, value));
    if (other === undefined) continue;
    problems.add(pathOf(hostPortPath), `${other.id} publishes ${value.hostPort} already; give another`);
  }
}

/** Keeps the ports of the host that a workload is about to take. */
export function takeHostPorts({ id, publish }: Pick<WorkloadPlan, "id" | "publish">): void {
  taken.get().push(...publish.map(one => ({ id, publish: one })));
}
