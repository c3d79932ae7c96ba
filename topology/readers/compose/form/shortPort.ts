import { isIP } from "./address.ts";
import { type PortRange, portRange, protocolOf } from "./portRange.ts";
import { hasBlank } from "./scalars.ts";

/** A published port as the short form has it. */
export interface ShortPort {
  readonly host_ip?: string;
  readonly published?: string;
  readonly target: number;
  readonly protocol: string;
}

/**
 * Reads `[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]`, each port perhaps a range.
 *
 * @returns one entry for each target port, or what is wrong.
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports
 */
export function shortPorts(text: string): ShortPort[] | string {
  const [ports = "", protocolText, ...more] = text.split("/");
  const protocol = more.length === 0 ? protocolOf(protocolText) : undefined;
  if (protocol === undefined) return `has the protocol "${protocolText}". Give tcp, udp or sctp.`;
  const parts = ports.split(":");
  const target = portRange(parts.at(-1) ?? "");
  if (target === undefined)
    return `has the port "${parts.at(-1)}". Give a number up to 65535, or a range of them.`;
  const published = parts.at(-2) ?? "";
  const address = addressOf(parts.slice(0, -2).join(":"));
  if (address === undefined)
    return `has the address "${parts.slice(0, -2).join(":")}". Give one of the host's.`;
  const hostPorts = publishedPorts(published, target);
  if (hostPorts === undefined) {
    return `has the published port "${published}". Give a number up to 65535, or a range as long as ${parts.at(-1)}.`;
  }
  return hostPorts.map((hostPort, index) => ({
    ...(address === "" ? {} : { host_ip: address }),
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
  return count === 1 ? [published] : undefined;
}
