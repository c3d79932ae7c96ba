import { isIP } from "node:net";
import type { Port, Publish } from "../plan/ports.ts";
import type { PortArgs, PublishArgs } from "./args/network.ts";

/** Where a port is published unless told otherwise: the host itself gets in, nobody else. */
export const defaultAddress = "127.0.0.1";

/** What a text means, or what to write instead. */
export type Parsed<T> = { readonly ports: readonly T[] } | { readonly complaint: string };

const portAdvice = "a port is a whole number from 1 to 65535";
const portsForm = 'give "8080", "53/udp" or a range such as "7000-7005"';
const publishForm = 'write it as for docker, such as "8080:80", "127.0.0.1::80" or "8000-8005:7000-7005/udp"';

/** Reads `8080`, `53/udp`, `7000-7005` or `7000-7005/udp`. */
export function parsePorts(text: string): Parsed<Port> {
  const { rest, protocol } = splitProtocol(text);
  if (protocol === undefined || !/^\d+(-\d+)?$/.test(rest)) return { complaint: portsForm };
  const range = rangeOf(rest);
  if (range === undefined) return { complaint: whyNoRange(rest) };
  return { ports: range.map(port => ({ port, protocol })) };
}

/**
 * Reads what `docker run -p` takes: `[[address:][hostPort]:]port[/protocol]`, ranges of the same length on both sides,
 * an IPv6 address in brackets. Without a host port a free one is taken; without an address it is the loopback one.
 *
 * @see https://docs.docker.com/reference/cli/docker/container/run/#publish
 */
export function parsePublish(text: string): Parsed<Publish> {
  const { rest, protocol } = splitProtocol(text);
  const match = /^(?:(?:(\[[^\]]*\]|[^:[\]]*):)?(\d+(?:-\d+)?)?:)?(\d+(?:-\d+)?)$/.exec(rest);
  if (protocol === undefined || match === null) return { complaint: publishForm };
  const [, given, hostText, ownText = ""] = match;
  const address = given?.replace(/^\[(.*)\]$/, "$1") ?? defaultAddress;
  if (isIP(address) === 0) return { complaint: `"${given}" is no IP address of the host; ${publishForm}` };
  const [own, host] = [rangeOf(ownText), hostText === undefined ? [] : rangeOf(hostText)];
  if (host === undefined) return { complaint: whyNoRange(hostText ?? "") };
  if (own === undefined) return { complaint: whyNoRange(ownText) };
  if (host.length > 0 && host.length !== own.length) {
    const counts = `${host.length} of the host and ${own.length} of the workload`;
    return { complaint: `its ranges differ in length, ${counts}; give as many of one as of the other` };
  }
  return {
    ports: own.map((port, index) => ({ port, protocol, address, hostPort: host[index] ?? 0 })),
  };
}

/** What an argument of `ports` stands for; a form that cannot be read stands for nothing. */
export function portsIn(given: number | string | PortArgs): readonly Port[] {
  if (typeof given === "number") return [{ port: given, protocol: "tcp" }];
  if (typeof given === "string") return portsOf(parsePorts(given));
  return [{ port: given.port, protocol: given.protocol ?? "tcp" }];
}

/** What an entry of `publish` stands for; a form that cannot be read stands for nothing. */
export function publishedIn(given: string | PublishArgs): readonly Publish[] {
  if (typeof given === "string") return portsOf(parsePublish(given));
  const { port, protocol = "tcp", hostPort = 0, address = defaultAddress } = given;
  return [{ port, protocol, hostPort, address }];
}

function portsOf<T>(parsed: Parsed<T>): readonly T[] {
  return "ports" in parsed ? parsed.ports : [];
}

function splitProtocol(text: string): { rest: string; protocol: Port["protocol"] | undefined } {
  const [rest = "", word = "tcp", ...more] = text.split("/");
  const known = more.length === 0 && (word === "tcp" || word === "udp" || word === "sctp");
  return { rest, protocol: known ? word : undefined };
}

function whyNoRange(text: string): string {
  const [first = 0, last = first] = text.split("-").map(Number);
  if (first > 65535 || last < 1 || last >= first) return portAdvice;
  return `the range ${text} runs backwards; write it as ${last}-${first}`;
}

/** The numbers of a range, or of a single port; undefined where one is no port, or the range runs backwards. */
function rangeOf(text: string): number[] | undefined {
  const [first = 0, last = first] = text.split("-").map(Number);
  if (first < 1 || last > 65535 || last < first) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
