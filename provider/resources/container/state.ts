import type { ContainerInspect } from "../../../engine/index.ts";
import type { Plain, Properties } from "../../protocol/values.ts";
import { stateOf } from "../../tables/row.ts";
import { containerRows } from "./table.ts";

/** The outputs of a container, made from its inputs and what the engine shows. */
export function containerState(inputs: Properties, container: ContainerInspect, logs?: string): Properties {
  const running = container.State.Running;
  return {
    ...stateOf(containerRows, inputs, { container, image: undefined, inputs }),
    id: container.Id,
    bridge: container.NetworkSettings.Bridge ?? "",
    networkDatas: networkDatas(container),
    exitCode: running ? null : container.State.ExitCode,
    containerLogs: logs ?? null,
  };
}

/** Sorted by network, so that the same container always looks the same. */
function networkDatas(container: ContainerInspect): Plain {
  const networks = Object.entries(container.NetworkSettings.Networks ?? {});
  networks.sort(([left], [right]) => (left < right ? -1 : 1));
  return networks.map(([networkName, endpoint]) => ({
    networkName,
    ipAddress: endpoint.IPAddress,
    ipPrefixLength: endpoint.IPPrefixLen,
    gateway: endpoint.Gateway,
    globalIpv6Address: endpoint.GlobalIPv6Address,
    globalIpv6PrefixLength: endpoint.GlobalIPv6PrefixLen,
    ipv6Gateway: endpoint.IPv6Gateway,
    macAddress: endpoint.MacAddress ?? "",
  }));
}
