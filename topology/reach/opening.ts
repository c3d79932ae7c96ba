import type { Cause, Mechanism, Verdict } from "./edge.ts";
import type { Port } from "./ports.ts";
import type { Truth } from "./truth.ts";

/** One way in which a connection may get through. Ways that are closed are not listed. */
export interface Opening {
  readonly from: string;
  readonly to: string;
  readonly port: Port["port"];
  readonly protocol: Port["protocol"];
  readonly verdict: Exclude<Verdict, "denied">;
  readonly cause: Cause;
}

/** The openings of some ports by one cause; none where it does not hold. */
export function open(
  from: string,
  to: string,
  ports: readonly Port[],
  allowed: Truth,
  cause: Cause,
): Opening[] {
  if (allowed === false || from === to) return [];
  const verdict = allowed === undefined ? "unknown" : "allowed";
  return ports.map(({ port, protocol }) => ({ from, to, port, protocol, verdict, cause }));
}

export function causeOf(mechanism: Mechanism, name: string, detail: string): Cause {
  return { mechanism, name, detail };
}

/** Every ordered pair of two different items. */
export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap(left => items.flatMap((right): [T, T][] => (left === right ? [] : [[left, right]])));
}

export const betweenHostAndOutside = "what lies between the host and the outside is not described here";
