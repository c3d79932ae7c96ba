import { leadsBetween } from "../between.ts";
import type { Verdict } from "../edge.ts";
import { isSame, type Port } from "../ports.ts";
import type { View } from "../view.ts";
import { causeOf, Group, targets, type Way, way } from "../way.ts";

/** A relay's word to pass connections on. */
interface Passing {
  readonly relay: string;
  readonly port: number;
  readonly to: string;
  readonly toPort: number;
}

/**
 * A relay opens the connections it takes anew to the server behind it: whoever gets through to the relay gets through
 * to the server, and on no other port. Behind a relay may stand another.
 *
 * @param direct the ways that there are without relays.
 */
export function relays(view: View, direct: readonly Way[]): Way[] {
  const passings = view.members.flatMap(({ workload: { id, forwards } }) =>
    forwards.map((forward): Passing => ({ relay: id, ...forward })),
  );
  let ways: Way[] = [];
  // Each round goes one relay further; at most so many stand in a row.
  for (const _ of passings) {
    const further = passings.flatMap(passing => passedOn(view, [...direct, ...ways], passing));
    if (callsIn(further) === callsIn(ways)) break;
    ways = further;
  }
  return ways;
}

function passedOn(view: View, ways: readonly Way[], { relay, port, to, toPort }: Passing): Way[] {
  const detail = `${relay} passes connections to its port ${port} on to ${to}`;
  const cause = causeOf(
    "relay",
    relay,
    detail,
    `let ${relay} pass nothing on, or take its callers off its networks`,
  );
  return (["tcp", "udp", "sctp"] as const).flatMap(protocol => {
    const far: Port = { port: toPort, protocol };
    const passes = callersOf(view, ways, to, far).get(relay);
    if (passes === undefined) return [];
    const callers = [...callersOf(view, ways, relay, { port, protocol })].filter(([from]) => from !== to);
    const there = targets([[to, [far]]]);
    const by = Map.groupBy(callers, ([, verdict]) => verdict === "allowed" && passes === "allowed");
    return [...by].flatMap(([sure, group]) =>
      way(new Group(group.map(([from]) => from)), there, sure || undefined, cause, "too"),
    );
  });
}

/** Who gets through to a port, or may. */
function callersOf(view: View, ways: readonly Way[], to: string, port: Port): Map<string, Verdict> {
  const callers = new Map<string, Verdict>();
  for (const open of ways) {
    if (!open.to.portsOf(to)?.some(one => isSame(one, port))) continue;
    for (const from of open.from) {
      if (leadsBetween(view, open, from, to) && callers.get(from) !== "allowed")
        callers.set(from, open.verdict);
    }
  }
  return callers;
}

/** Grows with each caller that is found, and with each that is found to get through for sure. */
function callsIn(ways: readonly Way[]): number {
  return ways.reduce((sum, { from, verdict }) => sum + from.size * (verdict === "allowed" ? 2 : 1), 0);
}
