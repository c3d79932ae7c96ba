import { blank } from "../variables/substitute.ts";
import { isIP } from "./address.ts";
import { type PortRange, portRange, protocolOf } from "./portRange.ts";
import { hasBlank } from "./scalars.ts";

/** A published port as the short form has it. */
export interface ShortPort {
  readonly host_ip?: string;
  readonly published?: string;
  /** A text where a variable hides it. */
  readonly target: number | string;
  readonly protocol: string;
}

/**
 * Reads `[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]`, each port perhaps a range.
 *
 * @returns one entry for each target port, or what is wrong.
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports
 */
export function shortPorts(text: string): ShortPort[] | string {
  const parts = text.split(":");
  const [container = "", ...protocols] = (parts.at(-1) ?? "").split("/");
  const protocolText = protocols.join("/");
  const published = parts.at(-2) ?? "";
  const address = parts.slice(0, -2).join(":");
  if (hasBlank(container) || hasBlank(protocolText)) {
    return [{ host_ip: address || blank, published: blank, target: blank, protocol: "tcp" }];
  }
  const protocol = protocolOf(protocolText);
  if (protocol === undefined) return `has the protocol "${protocolText}". Give tcp, udp or sctp.`;
  const target = portRange(container);
  if (target === undefined)
    return `has the port "${container}". Give a number up to 65535, or a range of them.`;
  const hostAddress = addressOf(address);
  if (hostAddress === undefined) return `has the address "${address}". Give one of the host's.`;
  const hostPorts = publishedPorts(published, target);
  if (hostPorts === undefined) {
    return `has the published port "${published}". Give a number up to 65535, or a range as long as ${container}.`;
  }
  return hostPorts.map((hostPort, index) => ({
    ...(hostAddress === "" ? {} : { host_ip: hostAddress }),
    ...(hostPort === "" ? {} : { published: hostPort }),
    target: target.first + index,
    protocol,
  }));
}

/** Without the brackets of an IPv6 address; undefined where it is none. */
function addressOf(text: string): string | undefined {
  const address = text.replace(/^\[(.*)\]$/, "$1");
  return address === "" || hasBlank(address) || isIP(address) ? address : undefined;
}

/** The host's ports for each of the targets: any free one, the same number of others, or one of a range. */
function publishedPorts(published: string, target: PortRange): string[] | undefined {
  const count = target.last - target.first + 1;
  if (published === "" || hasBlank(published)) return new Array<string>(count).fill(published);
  const range = portRange(published);
  if (range === undefined) return undefined;
  if (range.last - range.first === count - 1) {
    return Array.from({ length: count }, (_, index) => String(range.first + index));
  }
  return count === 1 ? [`${range.first}-${range.last}`] : undefined;
}
