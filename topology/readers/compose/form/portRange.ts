import type { Protocol } from "../../../model/workload.ts";

/** Ports from the first to the last. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Reads `8080` or `8000-8010`; undefined for anything else. */
export function portRange(text: string): PortRange | undefined {
  const [, first = "", last = first] = /^\+?(\d+)(?:-\+?(\d+))?$/.exec(text) ?? [];
  if (first === "") return undefined;
  const range = { first: Number(first), last: Number(last) };
  return range.first <= range.last && range.last <= 65_535 ? range : undefined;
}

/** Reads what follows a port's slash; tcp where nothing does. */
export function protocolOf(text: string | undefined): Protocol | undefined {
  const name = (text || "tcp").toLowerCase();
  return name === "tcp" || name === "udp" || name === "sctp" ? name : undefined;
}
