import { hostId, hostOpen, outsideId, type Topology } from "../../topology/index.ts";
import { mostOpen, openness, type Tried } from "./ask.ts";
import type { Attempt } from "./plan.ts";
import type { Egress } from "./report.ts";
import type { Resident } from "./scene.ts";

/** A place beyond the host that is to be tried, where there is one. */
export interface Outside {
  readonly host: string;
  readonly port: number;
}

/**
 * What to try for the way to the host.
 *
 * @param addresses the host's own.
 * @param door a port of the host that is open for as long as this takes.
 */
export function hostAttempts(addresses: readonly string[], door: number): Attempt[] {
  return addresses.map(host => ({ host, port: door, protocol: "tcp", way: "address", decoy: 1 }));
}

/** What to try for the way outside. */
export function outsideAttempts({ host, port }: Outside): Attempt[] {
  return [{ host, port, protocol: "tcp", way: "name" }];
}

/** What was tried from one container. */
export interface TriedOut {
  readonly resident: Resident;
  readonly host: readonly Tried[];
  readonly outside?: readonly Tried[];
}

/** Judges the ways out of each workload, of its replicas together. */
export function judgeEgress(
  topology: Topology,
  tried: readonly TriedOut[],
  outsideControl: boolean,
  place: Outside | undefined,
): Egress[] {
  const comesAlong = new Set(hostOpen(topology));
  const byWorkload = Map.groupBy(tried, ({ resident }) => resident.workload);
  return [...byWorkload].flatMap(([workload, group]) => {
    const to = (end: "host" | "outside"): boolean =>
      topology.flows.some(
        flow => flow.from === workload && flow.to === (end === "host" ? hostId : outsideId),
      );
    const host = toHost(workload, to("host"), comesAlong.has(workload), group);
    return place === undefined
      ? [host]
      : [host, toOutside(workload, to("outside"), group, outsideControl, place)];
  });
}

/** That the host keeps its own ports closed by other means is no fault of the stack. */
function toHost(from: string, declared: boolean, comesAlong: boolean, group: readonly TriedOut[]): Egress {
  const tried = group.flatMap(({ host }) => host);
  const found = mostOpen(tried);
  const result = { from, to: "host" as const, declared, found, control: true };
  if (declared || found !== "open") return { ...result, verdict: "ok" };
  if (comesAlong) {
    const at = [
      ...new Set(tried.filter(one => one.found === "open").flatMap(({ addresses = [] }) => addresses)),
    ];
    return {
      ...result,
      verdict: "excess",
      acknowledged: "host-open",
      cause: `${from} reaches the host itself${at.length === 0 ? "" : `, at ${at.join(" and ")}`}: that comes with publishing and with a way out`,
      remedy:
        "Have the host's firewall keep the engine's bridges off, or publish by a OneWayLink (docs/components/host.md).",
    };
  }
  return {
    ...result,
    verdict: "excess",
    cause: `${from} reaches the host itself, and nothing says that it is meant to`,
    remedy:
      "Put it on segments without an address of the host (hostAddress: false), or have the host's firewall keep the engine's bridges off.",
  };
}

function toOutside(
  from: string,
  declared: boolean,
  group: readonly TriedOut[],
  control: boolean,
  { host, port }: Outside,
): Egress {
  const words = group.flatMap(({ outside }) => outside ?? []);
  const found = declared ? leastOpen(words) : mostOpen(words);
  const result = { from, to: "outside" as const, declared, found, control };
  if (found === "open" ? declared : !declared && control) return { ...result, verdict: "ok" };
  if (found === "open") {
    return {
      ...result,
      verdict: "excess",
      cause: `${from} got out to ${host}:${port}, and no way out is declared for it`,
      remedy: "Declare it (egress), or take it off the network that leads out.",
    };
  }
  if (!control) {
    return {
      ...result,
      verdict: "inconclusive",
      cause: `not even the host reaches ${host}:${port}, so that nobody else does proves nothing`,
      remedy: "Name a place that answers with --outside.",
    };
  }
  return {
    ...result,
    verdict: "missing",
    cause: `${from} is to have a way out, and ${host}:${port} is ${found} from there, while the host reaches it`,
    remedy:
      "See whether its network is internal, and whether the host's firewall lets the engine's bridges out.",
  };
}

function leastOpen(tried: readonly Tried[]): Egress["found"] {
  return openness.findLast(word => tried.some(({ found }) => found === word)) ?? "unreachable";
}
