/** A flow that is in order whatever the stack declares. */
export interface AllowedFlow {
  readonly from: string;
  readonly to: string;
  /** Every port when absent. */
  readonly port?: string;
}

const form =
  /^\s*(?<from>[^\s>]+)\s*->\s*(?<to>(?:tier:)?[^\s:>]+)(?::(?<port>\d+\/(?:tcp|udp|sctp)|\d+))?\s*$/;

/** Reads `web -> app:8080/tcp`; undefined where it is nothing of the kind. */
export function parseFlow(text: string): AllowedFlow | undefined {
  const { from, to, port } = form.exec(text)?.groups ?? {};
  if (from === undefined || to === undefined) return undefined;
  if (port === undefined) return { from, to };
  return { from, to, port: port.includes("/") ? port : `${port}/tcp` };
}
