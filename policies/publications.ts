import { isUnknown, type PublishedPort } from "../topology/index.ts";

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
