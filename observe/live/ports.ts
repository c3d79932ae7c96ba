import type { ContainerInspect, PortBinding } from "../../engine/index.ts";
import type { OpenPort, Protocol } from "../../topology/index.ts";

/** Where a port of a container came out at the host. */
export interface PublishedAddress extends OpenPort {
  readonly address: string;
  readonly hostPort: number;
  /** It is open at every node of a Swarm, wherever its tasks are. @default false */
  readonly everywhere?: true;
}

/** A port as the engine writes it: `8080/tcp`. */
export function portOf(key: string): OpenPort {
  const [port = "", protocol = "tcp"] = key.split("/");
  return { port: Number(port), protocol: protocol as Protocol };
}

/** What is open at the container's own address alone has no port of the host; it counts where no other has its address. */
export function publishedAddresses(container: ContainerInspect): PublishedAddress[] {
  return Object.entries(container.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) =>
    atTheHost(bindings ?? []).map(({ HostIp, HostPort }) => ({
      ...portOf(key),
      address: HostIp || "0.0.0.0",
      hostPort: Number(HostPort ?? 0),
    })),
  );
}

function atTheHost(bindings: readonly PortBinding[]): readonly PortBinding[] {
  const bound = new Set(bindings.flatMap(({ HostIp, HostPort }) => (HostPort ? [HostIp] : [])));
  return bindings.filter(({ HostIp, HostPort }) => HostPort || !bound.has(HostIp));
}
