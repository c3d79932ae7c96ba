import { type ContainerInspect, type Engine, inspectContainer, listContainers } from "../../engine/index.ts";
import { isOf, type StackMark } from "../stackMark.ts";
import { type PublishedAddress, publishedAddresses } from "./ports.ts";

/** One running container of a workload. */
export interface Instance {
  /** The workload's id in its topology. */
  readonly workload: string;
  readonly replica: number;
  readonly id: string;
  readonly name: string;
  /** It uses the host's network interfaces, and has no address of its own. */
  readonly inHost: boolean;
  /** Its addresses, by the network's name on the engine. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Where its ports came out at the host. */
  readonly published: readonly PublishedAddress[];
}

/** Running containers that components made in a stack, as their labels tell. */
export async function findInstances(engine: Engine, stack: StackMark): Promise<Instance[]> {
  const found = await listContainers(engine, [`bulkhead.stack=${stack.label}`, "bulkhead.workload"]);
  const running = found.filter(({ State, Labels }) => State === "running" && isOf(stack, Labels));
  const inspected = await Promise.all(running.map(({ Id }) => inspectContainer(engine, Id)));
  return inspected
    .flatMap(container => (container === undefined ? [] : [instanceOf(container)]))
    .sort(byName);
}

function instanceOf(container: ContainerInspect): Instance {
  const labels = container.Config.Labels ?? {};
  const networks = Object.entries(container.NetworkSettings.Networks ?? {});
  return {
    workload: labels["bulkhead.workload"] ?? "",
    replica: Number(labels["bulkhead.replica"] ?? 1),
    id: container.Id,
    name: container.Name.slice(1),
    inHost: container.HostConfig.NetworkMode === "host",
    addresses: Object.fromEntries(
      networks.flatMap(([name, endpoint]) => (endpoint.IPAddress === "" ? [] : [[name, endpoint.IPAddress]])),
    ),
    published: publishedAddresses(container),
  };
}

function byName(left: Instance, right: Instance): number {
  return left.workload === right.workload
    ? left.replica - right.replica
    : left.workload < right.workload
      ? -1
      : 1;
}
