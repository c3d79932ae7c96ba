import type { Workload as TopologyWorkload } from "../../topology/index.ts";
import type { Endpoint, LinkVariable, OpenSocket, Place } from "./link.ts";

/** How clients of a plain workload find it. */
export function workloadEndpoint(workload: TopologyWorkload, sockets: readonly OpenSocket[] = []): Endpoint {
  return {
    workload,
    prefix: variablePrefix(workload.name),
    variables: place => workloadVariables(workload.name, workload.ports[0]?.port, place),
    sockets,
  };
}

/** What clients of a plain workload get: its name and its first port, or its socket. */
export function workloadVariables(
  name: string,
  firstPort: number | undefined,
  { host = name, port = firstPort, socket }: Place = {},
): LinkVariable[] {
  if (socket !== undefined) return [{ name: "SOCKET", value: socket.file }];
  return [
    { name: "HOST", value: host },
    ...(port === undefined ? [] : [{ name: "PORT", value: String(port) }]),
  ];
}

/** `user-api` becomes `USER_API`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
