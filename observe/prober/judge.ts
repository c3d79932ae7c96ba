import { type Edge, reach, type Topology } from "../../topology/index.ts";
import type { Attempt, Control, Question } from "./plan.ts";
import type { Found, Probe, ProbeVerdict } from "./report.ts";

/** What the attempts of one question or control came to, in their order. */
export interface Answered<Asked> {
  readonly asked: Asked;
  readonly found: readonly Found[];
}

/** From the most to the least open: what a question that was tried in several ways comes to. */
const openness: readonly Found[] = ["open", "refused", "timeout", "unreachable", "unresolved"];

/**
 * Judges what was found. Replicas are taken together: a declared call must work from each of them, an undeclared one
 * from none. "Closed" counts only where the port was seen open from elsewhere in the same run.
 */
export function judgeProbes(
  topology: Topology,
  questions: readonly Answered<Question>[],
  controls: readonly Answered<Control>[],
): Probe[] {
  const seenOpen = openPorts(questions, controls);
  const edges = new Map(reach(topology, { denied: "all" }).edges.map(edge => [key(edge), edge]));
  const groups = Map.groupBy(questions, ({ asked }) => key(asked));
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const { from, to, port, protocol, declared } = first.asked;
    const results = group.map(one => ({ ...one, most: mostOpen(one.found) }));
    const telling = declared ? leastOpenOf(results) : mostOpenOf(results);
    const found = telling?.most ?? "unreachable";
    const control = seenOpen.has(`${to} ${port}/${protocol}`);
    const verdict = verdictOf(declared, found, control);
    const explained = explain(
      verdict,
      found,
      edges.get(key(first.asked)),
      telling?.asked,
      openAttempt(telling),
    );
    return [{ from, to, port, protocol, declared, found, control, verdict, ...explained }];
  });
}

function verdictOf(declared: boolean, found: Found, control: boolean): ProbeVerdict {
  if (declared) return found === "open" ? "ok" : "missing";
  if (found === "open") return "excess";
  return control ? "ok" : "inconclusive";
}

function openPorts(
  questions: readonly Answered<Question>[],
  controls: readonly Answered<Control>[],
): Set<string> {
  const open = (found: readonly Found[]): boolean => found.includes("open");
  return new Set([
    ...questions
      .filter(({ found }) => open(found))
      .map(({ asked }) => `${asked.to} ${asked.port}/${asked.protocol}`),
    ...controls
      .filter(({ found }) => open(found))
      .map(({ asked }) => `${asked.source.workload} ${asked.port}/${asked.protocol}`),
  ]);
}

interface Result extends Answered<Question> {
  readonly most: Found;
}

function mostOpen(found: readonly Found[]): Found {
  return openness.find(word => found.includes(word)) ?? "unreachable";
}

function mostOpenOf(results: readonly Result[]): Result | undefined {
  return results.toSorted((left, right) => openness.indexOf(left.most) - openness.indexOf(right.most))[0];
}

function leastOpenOf(results: readonly Result[]): Result | undefined {
  return results.toSorted((left, right) => openness.indexOf(right.most) - openness.indexOf(left.most))[0];
}

function openAttempt(result: Result | undefined): Attempt | undefined {
  const index = result?.found.indexOf("open") ?? -1;
  return index === -1 ? undefined : result?.asked.attempts[index];
}

function explain(
  verdict: ProbeVerdict,
  found: Found,
  edge: Edge | undefined,
  asked: Question | undefined,
  open: Attempt | undefined,
): { cause?: string; remedy?: string } {
  switch (verdict) {
    case "ok":
      return {};
    case "excess":
      return excess(edge, asked, open);
    case "missing":
      return missing(found, edge, asked);
    case "inconclusive":
      return {
        cause: `nothing was seen to answer on ${asked?.port} of ${asked?.to}, so a closed door proves nothing`,
        remedy: `See whether ${asked?.to} runs and listens, then verify again.`,
      };
  }
}

function excess(edge: Edge | undefined, asked: Question | undefined, open: Attempt | undefined) {
  const where = open === undefined ? "" : ` (at ${open.host}:${open.port}, by ${open.way})`;
  if (edge !== undefined && edge.verdict !== "denied") {
    const causes = edge.via.map(({ detail }) => detail).join("; ");
    return {
      cause: `${causes}${where}`,
      remedy: "Declare the flow if it is meant, have the server listen by name, or put a relay in between.",
    };
  }
  return {
    cause: `${asked?.source?.name ?? "the host"} got through${where}, although nothing declared connects them`,
    remedy:
      "Something was changed by hand, or an update did not come to its end: `pulumi up --refresh` shows it and mends it.",
  };
}

const meanings: Readonly<Record<Found, string>> = {
  open: "answered",
  refused: "was refused: the name is known, and nobody listens there",
  timeout: "timed out: packets are dropped on the way",
  unresolved: "found no such name: the server is down, or they share no network",
  unreachable: "found no route",
};

function missing(found: Found, edge: Edge | undefined, asked: Question | undefined) {
  const source = asked?.source?.name ?? "the host";
  const target = asked?.attempts[0];
  const computed = edge?.verdict === "denied" ? `; ${edge.via[0]?.detail}` : "";
  const nothing = `no container of ${asked?.to} runs`;
  const what =
    target === undefined
      ? nothing
      : `${source} called ${target.host}:${target.port} and it ${meanings[found]}`;
  return {
    cause: `${what}${computed}`,
    remedy: `See whether ${asked?.to} runs and is healthy (docker ps, docker logs), and run \`pulumi up --refresh\`.`,
  };
}

function key(edge: Pick<Edge, "from" | "to" | "port" | "protocol"> | Question): string {
  return `${edge.from} ${edge.to} ${edge.port}/${edge.protocol}`;
}
