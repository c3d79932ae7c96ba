import { isUnknown, type Network, type PublishedPort, type Workload } from "../topology/index.ts";

/** Every address of the host. */
export function isAnyAddress(address: string): boolean {
  return address === "" || address === "0.0.0.0" || address === "::" || address === "[::]";
}

/** The host itself alone. */
export function isLoopbackAddress(address: string): boolean {
  return address === "localhost" || address === "::1" || address === "[::1]" || /^127\./.test(address);
}

/** As findings name it: `0.0.0.0:80->8080/tcp`, with `*` for a port that the engine chooses. */
export function textOf({ address, hostPort, port, protocol }: PublishedPort): string {
  const host = isUnknown(hostPort) ? "?" : hostPort === 0 ? "*" : hostPort;
  return `${isUnknown(address) ? "?" : address}:${host}->${port}/${protocol}`;
}

/** In a sentence: `port 8080/tcp`. */
export function publication({ port, protocol }: PublishedPort): string {
  return `port ${port}/${protocol}`;
}

/** Why nothing is open although a workload publishes ports, in words; undefined where they are open, or may be. */
export function whyNotPublished(
  { id, kind, namespace, published, attachments, unknowns }: Workload,
  network: (id: string) => Network | undefined,
): string | undefined {
  if (published.length === 0 || kind === "service") return undefined;
  if (namespace.kind === "host")
    return `workload ${id} uses the host's interfaces, where the engine passes published ports over`;
  if (namespace.kind === "none") return `workload ${id} has no interface but its own loopback`;
  if (namespace.kind === "workload")
    return `workload ${id} shares the interfaces of ${namespace.of}, and the engine refuses to make it with ports of its own`;
  const isClosed = attachments.every(one => network(one.network)?.internal === true);
  return attachments.length > 0 && isClosed && unknowns?.attachments === undefined
    ? `workload ${id} is on internal networks alone, where the engine publishes nothing`
    : undefined;
}
