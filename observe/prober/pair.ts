import { hostId, type Topology } from "../../topology/index.ts";
import { isHost } from "../helper/namespaceHelper.ts";
import type { Place } from "./look.ts";
import { type Asked, declaredPorts } from "./plan.ts";

/** One that may call another. */
export interface Pair {
  /** A workload's id, or `host`. */
  readonly from: string;
  /** A workload's id. */
  readonly to: string;
  /** The port alone that is asked about. @default all that are declared or listened on */
  readonly port?: { readonly port: number; readonly protocol: "tcp" | "udp" };
}

/** Whether connections are to be tried from a place. */
export function asksFrom({ namespace, residents }: Place, pair: Pair | undefined): boolean {
  if (pair === undefined) return true;
  if (pair.from === hostId) return isHost(namespace);
  return residents.some(({ workload, stranger }) => workload === pair.from && !stranger);
}

/** Whether a place is one of those in which it shows who listens. */
export function listensFor({ residents }: Place, pair: Pair | undefined): boolean {
  return pair === undefined || residents.some(({ workload }) => workload === pair.to);
}

/** The ports to ask about: those that are declared, or the one that is meant. */
export function portsOf(topology: Topology, pair: Pair | undefined): Asked[] {
  const to = topology.workloads.find(({ id }) => id === pair?.to);
  if (pair?.port !== undefined && to !== undefined) return [{ to, ...pair.port }];
  return declaredPorts(topology).filter(one => isOf(one, pair));
}

/** Whether a port belongs to what is asked about. */
export function isOf(asked: Asked, pair: Pair | undefined): boolean {
  return pair === undefined || (asked.to.id === pair.to && pair.port === undefined);
}
