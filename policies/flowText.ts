import type { Protocol } from "../topology/index.ts";

/** A flow as a config names it. */
export interface FlowText {
  readonly from: string;
  readonly to: string;
  /** Every port, of every protocol, when absent. */
  readonly port?: number;
  readonly protocol?: Protocol;
}

const form =
  /^\s*(?<from>[^\s>]+)\s*->\s*(?<to>(?:tier:)?[^\s:>]+)(?::(?<port>\d{1,5})(?:\/(?<protocol>tcp|udp|sctp))?)?\s*$/;

/** Reads `web -> app:8080/tcp`; undefined where it is nothing of the kind. */
export function parseFlow(text: string): FlowText | undefined {
  const { from, to, port, protocol = "tcp" } = form.exec(text)?.groups ?? {};
  if (from === undefined || to === undefined) return undefined;
  return port === undefined ? { from, to } : { from, to, port: Number(port), protocol: protocol as Protocol };
}
