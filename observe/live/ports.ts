import type { ContainerInspect } from "../../engine/index.ts";
import type { OpenPort, Protocol } from "../../topology/index.ts";

/** Where a port of a container came out at the host. */
export interface PublishedAddress extends OpenPort {
  readonly address: string;
  readonly hostPort: number;
}

/** A port as the engine writes it: `8080/tcp`. */
export function portOf(key: string): OpenPort {
  const [port = "", protocol = "tcp"] = key.split("/");
  return { port: Number(port), protocol: protocol as Protocol };
}

export function publishedAddresses(container: ContainerInspect): PublishedAddress[] {
  return Object.entries(container.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({
      ...portOf(key),
      address: HostIp || "0.0.0.0",
      hostPort: Number(HostPort ?? 0),
    })),
  );
}
