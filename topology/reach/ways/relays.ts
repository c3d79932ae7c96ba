import { leadsBetween } from "../between.ts";
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
    const by = Map.groupBy(callers, ([, gets]) => certaintyOf(gets, passes));
    return [...by].flatMap(([certainty, group]) => {
      const from = new Group(group.map(([id]) => id));
      return way(from, there, certainty === "sure" || undefined, cause, "too").map(one => ({
        ...one,
        untold: certainty === "untold",
      }));
    });
  });
}

/** How surely somebody gets through: what hangs on the engine alone is told apart. */
type Certainty = "sure" | "untold" | "unsure";

/** Of both steps of a relayed call: it is as sure as the less sure of them. */
function certaintyOf(...steps: readonly Certainty[]): Certainty {
  if (steps.includes("unsure")) return "unsure";
  return steps.includes("untold") ? "untold" : "sure";
}

/** Who gets through to a port, or may. */
function callersOf(view: View, ways: readonly Way[], to: string, port: Port): Map<string, Certainty> {
  const callers = new Map<string, Certainty>();
  for (const open of ways) {
    if (!open.to.portsOf(to)?.some(one => isSame(one, port))) continue;
    for (const from of open.from) {
      if (leadsBetween(view, open, from, to)) callers.set(from, surer(callers.get(from), open));
    }
  }
  return callers;
}

/** What another way makes of it. One that is not known for another reason than the engine stays so. */
function surer(known: Certainty | undefined, { verdict, untold }: Way): Certainty {
  if (verdict === "allowed" || known === "sure") return "sure";
  return untold && known !== "unsure" ? "untold" : "unsure";
}

/** Grows with each caller that is found, and with each that is found to get through for sure. */
function callsIn(ways: readonly Way[]): number {
  return ways.reduce((sum, { from, verdict }) => sum + from.size * (verdict === "allowed" ? 2 : 1), 0);
}
