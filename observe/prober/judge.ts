import { type Edge, reach } from "../../topology/index.ts";
import { mostOpen, openness } from "./ask.ts";
import type { Answered, Evidence, Result } from "./evidence.ts";
import { explain } from "./explain.ts";
import type { Question } from "./plan.ts";
import type { Found, Probe, ProbeVerdict } from "./report.ts";
import { waitsOn } from "./sockets.ts";

/**
 * Judges what was found. Replicas are taken together: a declared call must work from each of them, an undeclared one
 * from none. "Closed" counts only where the port answered somebody, or a socket waits there for others.
 */
export function judgeProbes(evidence: Evidence, answered: readonly Answered[]): Probe[] {
  const seenOpen = openPorts(answered);
  let edges: ReadonlyMap<string, Edge> | undefined;
  // Of a hundred workloads there are ten thousand, and where all is well none of them is asked for.
  const edgeOf = (asked: Question): Edge | undefined => {
    edges ??= new Map(reach(evidence.topology, { denied: "all" }).edges.map(edge => [keyOf(edge), edge]));
    return edges.get(keyOf(asked));
  };
  const groups = Map.groupBy(answered, ({ asked }) => keyOf(asked));
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const { from, to, port, protocol, declared } = first.asked;
    const results = group.map(one => ({ ...one, most: mostOpen(one.tried) }));
    const telling = declared ? leastOpenOf(results) : mostOpenOf(results);
    const found = telling?.most ?? "unreachable";
    // What one that ended did not answer proves nothing: it may have ended before it was asked.
    const ended = evidence.lost.some(({ workload }) => workload === to);
    const isServed = seenOpen.has(`${to} ${port}/${protocol}`) || isWaitedOn(evidence, to, port, protocol);
    const control = isServed && (found === "open" || !ended);
    const verdict = verdictOf(declared, found, control);
    const explained = verdict === "ok" ? {} : explain(verdict, found, edgeOf(first.asked), telling, evidence);
    return [{ from, to, port, protocol, declared, found, control, verdict, ...explained }];
  });
}

function isWaitedOn({ scene, sockets }: Evidence, to: string, port: number, protocol: string): boolean {
  return scene.residents.some(
    resident => resident.workload === to && waitsOn(resident, port, protocol, sockets) === "others",
  );
}

function verdictOf(declared: boolean, found: Found, control: boolean): ProbeVerdict {
  if (declared) return found === "open" ? "ok" : "missing";
  if (found === "open") return "excess";
  return control ? "ok" : "inconclusive";
}

function openPorts(answered: readonly Answered[]): Set<string> {
  return new Set(
    answered
      .filter(({ tried }) => tried.some(({ found }) => found === "open"))
      .map(({ asked }) => `${asked.to} ${asked.port}/${asked.protocol}`),
  );
}

function mostOpenOf(results: readonly Result[]): Result | undefined {
  return results.toSorted((left, right) => openness.indexOf(left.most) - openness.indexOf(right.most))[0];
}

function leastOpenOf(results: readonly Result[]): Result | undefined {
  return results.toSorted((left, right) => openness.indexOf(right.most) - openness.indexOf(left.most))[0];
}

function keyOf(edge: Pick<Edge, "from" | "to" | "port" | "protocol"> | Question): string {
  return `${edge.from} ${edge.to} ${edge.port}/${edge.protocol}`;
}
