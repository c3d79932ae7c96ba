import { isUnknown } from "../model/known.ts";
import { nameOutside } from "../model/outside.ts";
import { hostId, othersId, outsideId, type Topology } from "../model/topology.ts";
import { leadsBetween } from "./between.ts";
import type { Edge, Node, Reach } from "./edge.ts";
import { pathsPast } from "./paths.ts";
import { anyPort } from "./ports.ts";
import { type Question, QuestionMap } from "./questions.ts";
import { declaredQuestions, edgeOf, portsAt, type Survey, surveyOf } from "./survey.ts";
import type { Way } from "./way.ts";

/** What to list beside what is open. */
export interface ReachOptions {
  /**
   * Denied edges: only those somebody declared, or one for every pair of nodes and known port, as a matrix needs them
   * (their number grows with the square of the workloads).
   *
   * @default "declared"
   */
  readonly denied?: "declared" | "all";
  /**
   * Ways past others, between workloads that have no edge (their number grows with the square of the workloads, too).
   *
   * @default false
   */
  readonly paths?: boolean;
  /** Calls of one end alone. @default all */
  readonly from?: string;
  /** Calls to one end alone. @default all */
  readonly to?: string;
  /** Calls of these alone. @default of all */
  readonly callers?: ReadonlySet<string>;
}

/**
 * Computes who can reach whom. An edge is allowed when any mechanism opens it, unknown when one might, and denied
 * otherwise; its causes are all the mechanisms that make it so.
 *
 * It lists every edge. Where all that is wanted is what is wrong, `excess` and `missing` are faster on topologies with
 * many workloads on one network: they do not list pairs.
 *
 * @example reach(topology).edges.filter(edge => edge.verdict !== "denied" && !edge.declared)
 */
export function reach(topology: Topology, options: ReachOptions = {}): Reach {
  const survey = surveyOf(topology);
  const found = openQuestions(survey, options);
  const asked = options.denied === "all" ? allQuestions(survey) : declaredQuestions(survey);
  for (const question of asked) {
    if (question.from !== question.to && isWanted(question, options))
      found.ensure(question.from, question.to, question, () => []);
  }
  const edges: Edge[] = [];
  for (const [question, ways] of found.sorted()) edges.push(edgeOf(survey, question, ways));
  return {
    version: 1,
    name: topology.name,
    nodes: nodesOf(
      topology,
      edges.some(({ from, to }) => from === othersId || to === othersId),
    ),
    edges,
    ...(options.paths === true ? { paths: pathsPast(survey) } : {}),
  };
}

/** Every question that some way answers, with all the ways that do. */
function openQuestions({ view, ways }: Survey, wanted: ReachOptions): QuestionMap<Way[]> {
  const found = new QuestionMap<Way[]>();
  const none = (): Way[] => [];
  for (const way of ways) {
    for (const from of callersOf(way, wanted)) {
      for (const to of wanted.to === undefined ? way.to.ids : [wanted.to]) {
        if (way.to.portsOf(to) === undefined) continue;
        if (!leadsBetween(view, way, from, to)) continue;
        for (const port of portsAt(view, way, from, to)) found.ensure(from, to, port, none).push(way);
      }
    }
  }
  return found;
}

/** Who of those that a way leads from is asked about. */
function callersOf({ from: all }: Way, { from, callers }: ReachOptions): Iterable<string> {
  if (from !== undefined) return all.has(from) && callers?.has(from) !== false ? [from] : [];
  if (callers === undefined) return all;
  const [few, many] = callers.size < all.ids.length ? [callers, all] : [all, callers];
  return [...few].filter(id => many.has(id));
}

function isWanted({ from, to }: Question, wanted: ReachOptions): boolean {
  return (wanted.from ?? from) === from && (wanted.to ?? to) === to && wanted.callers?.has(from) !== false;
}

function allQuestions(survey: Survey): Question[] {
  const workloads = survey.view.members.map(({ workload, ports }) => ({ id: workload.id, ports }));
  const inward = workloads.flatMap(({ id: to, ports }) =>
    [...workloads.map(({ id }) => id), hostId, outsideId].flatMap(from =>
      ports.map(port => ({ from, to, ...port })),
    ),
  );
  const outward = workloads.flatMap(({ id: from }) =>
    [hostId, outsideId].map(to => ({ from, to, ...anyPort })),
  );
  return [...inward, ...outward, ...declaredQuestions(survey)];
}

/** The parts of the outside that somebody names, in the order of their names. */
function namedOutside({ flows, workloads }: Topology): string[] {
  const ends = [
    ...flows.map(({ to }) => to),
    ...workloads.flatMap(({ forwards }) => forwards.map(({ to }) => to)),
  ];
  return [...new Set(ends.filter(id => nameOutside(id) !== undefined))].sort();
}

/** The ends there are; `strange` where others are among them. */
export function nodesOf(topology: Topology, strange: boolean): Node[] {
  const workloads = topology.workloads.map(
    ({ id, name, tier, replicas, labels }): Node => ({
      id,
      kind: "workload",
      name,
      ...(tier === undefined ? {} : { tier }),
      ...(isUnknown(replicas) ? {} : { replicas }),
      labels,
    }),
  );
  return [
    ...workloads.sort((left, right) => (left.id < right.id ? -1 : 1)),
    { id: hostId, kind: "host", name: hostId, labels: {} },
    { id: outsideId, kind: "outside", name: outsideId, labels: {} },
    ...namedOutside(topology).map(
      (id): Node => ({ id, kind: "outside", name: nameOutside(id) ?? id, labels: {} }),
    ),
    ...(strange ? [{ id: othersId, kind: "others", name: othersId, labels: {} } as const] : []),
  ];
}
