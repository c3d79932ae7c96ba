import { flowKey, type Topology } from "../model/topology.ts";
import { leadsBetween } from "./between.ts";
import type { Edge, Path, Verdict } from "./edge.ts";
import { edgeFor, isNobody, portsAt, type Survey, surveyOf } from "./survey.ts";
import type { Way } from "./way.ts";

/** How a workload was come to: from whom, by which way. */
interface Step {
  readonly from: string;
  readonly way: Way;
}

/**
 * The shortest ways from one workload to all that it can get at, straight or past others, each of which would have to
 * pass it on: a proxy at its own will, anybody when it is taken over. What is certain is preferred to what may be.
 *
 * @returns by the workload at the end.
 */
export function pathsFrom(topology: Topology, from: string): Map<string, Path> {
  return pathsOf(surveyOf(topology), from);
}

/** The shortest way from one workload to another; undefined where there is none, nor may be. */
export function pathBetween(topology: Topology, from: string, to: string): Path | undefined {
  return pathsFrom(topology, from).get(to);
}

/** Ways past others between workloads that have no edge of their own. */
export function pathsPast(survey: Survey): Path[] {
  return survey.view.members.flatMap(({ workload }) =>
    [...pathsOf(survey, workload.id).values()].filter(({ hops }) => hops.length > 1),
  );
}

function pathsOf(survey: Survey, from: string): Map<string, Path> {
  const sure = stepsFrom(survey, from, way => way.verdict === "allowed");
  const perhaps = stepsFrom(survey, from, ({ untold }) => !untold);
  const paths = [...perhaps.keys()].sort().map((to): [string, Path] => {
    return [to, pathAlong(survey, from, to, sure.has(to) ? sure : perhaps)];
  });
  return new Map(paths);
}

/** Goes out in circles: each way is gone once, by the first who comes to it. */
function stepsFrom(survey: Survey, start: string, open: (way: Way) => boolean): Map<string, Step> {
  const steps = new Map<string, Step>();
  const [done, waiting] = [new Set<Way>(), [start]];
  for (const from of waiting) {
    for (const way of waysFrom(survey, from)) {
      if (done.has(way) || !open(way)) continue;
      let left = false;
      for (const to of way.to.ids) {
        if (to === start || steps.has(to) || isNobody(to)) continue;
        if (leadsBetween(survey.view, way, from, to)) {
          steps.set(to, { from, way });
          waiting.push(to);
        } else {
          left ||= from !== to;
        }
      }
      // Whom this one does not get to, since they share a namespace, another may.
      if (!left) done.add(way);
    }
  }
  return steps;
}

/** Ways that lead from the same list of ends, and those lists by each of their ends. */
interface Lists {
  readonly of: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly ways: ReadonlyMap<readonly string[], readonly Way[]>;
}

const lists = new WeakMap<Survey, Lists>();

/** Many ways share one list: to go by lists takes less than to go by ways. */
function listsOf(survey: Survey): Lists {
  const known = lists.get(survey);
  if (known !== undefined) return known;
  const ways = Map.groupBy(survey.ways, way => way.from.ids);
  const of = new Map<string, (readonly string[])[]>();
  for (const ids of ways.keys()) {
    for (const id of ids) {
      const found = of.get(id);
      if (found === undefined) of.set(id, [ids]);
      else found.push(ids);
    }
  }
  const found = { of, ways };
  lists.set(survey, found);
  return found;
}

function waysFrom(survey: Survey, from: string): Way[] {
  const { of, ways } = listsOf(survey);
  return (of.get(from) ?? []).flatMap(ids => (ways.get(ids) ?? []).filter(way => way.from.has(from)));
}

function pathAlong(survey: Survey, from: string, to: string, steps: ReadonlyMap<string, Step>): Path {
  const hops: Edge[] = [];
  for (let at = to; at !== from; ) {
    const step = steps.get(at);
    if (step === undefined) throw new Error(`There is no step to ${at}.`);
    hops.unshift(hopOf(survey, step, at));
    at = step.from;
  }
  const verdict: Verdict = hops.every(hop => hop.verdict === "allowed") ? "allowed" : "unknown";
  return { from, to, verdict, declared: hops.every(({ declared }) => declared), hops };
}

/** The connection a step takes: one that was declared, where there is one. */
function hopOf(survey: Survey, { from, way }: Step, to: string): Edge {
  const edges = portsAt(survey.view, way, from, to).map(port => edgeFor(survey, { from, to, ...port }));
  const open = edges.filter(({ verdict }) => verdict === way.verdict || verdict === "allowed");
  const sorted = open.sort((left, right) => (flowKey(left) < flowKey(right) ? -1 : 1));
  const best = sorted.find(({ declared }) => declared) ?? sorted[0];
  if (best === undefined) throw new Error(`No way leads from ${from} to ${to}.`);
  return best;
}
