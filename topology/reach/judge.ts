import { type Flow, hostId, type Topology } from "../model/topology.ts";
import { leadsBetween } from "./between.ts";
import type { Cause, Edge, Reach, Verdict } from "./edge.ts";
import { type Interest, Interested } from "./interest.ts";
import { anyPort, type Port } from "./ports.ts";
import { distinctQuestions } from "./questions.ts";
import { declaredQuestions, edgeFor, isNobody, portsAt, type Survey, surveyOf } from "./survey.ts";
import type { Way } from "./way.ts";

/** What is wrong between what is declared and what is so. */
export interface Judgement {
  /** Reachable, or possibly so, and declared by nobody. */
  readonly excess: readonly Edge[];
  /** As much, but that comes with what was declared: it is told, and no fault. */
  readonly hostOpen: readonly Edge[];
  /** Declared, and not reachable, or not surely so. */
  readonly missing: readonly Edge[];
}

/**
 * Compares what can be reached with what was declared. Unknown counts against both: it passes for neither. But for what
 * is so on some engines, where nobody says which one it is: that is told, and held against nobody.
 */
export function judge(reach: Reach): Judgement {
  const undeclared = reach.edges.filter(
    ({ verdict, declared, untold }) => verdict !== "denied" && !declared && !untold,
  );
  return {
    excess: undeclared.filter(({ acknowledged }) => acknowledged === undefined),
    hostOpen: undeclared.filter(({ acknowledged }) => acknowledged === "host-open"),
    missing: reach.edges.filter(edge => edge.verdict !== "allowed" && edge.declared),
  };
}

/** Ends of connections, counted, and the first of them by name. */
export interface Ends {
  readonly count: number;
  /** At most three, in the order of the topology. */
  readonly some: readonly string[];
}

/** Connections by one cause that nobody declared, to one workload or from one: as much of excess as is told at once. */
export interface Excess {
  readonly from: Ends;
  readonly to: Ends;
  /** The ports that are open: of the one it leads to; `any` where it leads to several. */
  readonly ports: readonly Port[];
  readonly verdict: Exclude<Verdict, "denied">;
  readonly cause: Cause;
}

/** Which part of excess to tell. */
export interface ExcessOptions {
  /** Which calls are of interest. @default all are */
  readonly interest?: Interest;
}

/**
 * What can be reached, or possibly so, and was declared by nobody: by cause, without listing pairs, so that a thousand
 * workloads on one network make a thousand entries and not a million. Each entry has a single workload on one side at
 * least: who is reached, or, on ways out and where one reaches all, who reaches.
 *
 * @example excess(topology).map(({ to, from, cause }) => `${to.some[0]}: ${from.count} callers, because ${cause.detail}`)
 */
export function excess(topology: Topology, { interest = all }: ExcessOptions = {}): Excess[] {
  const survey = surveyOf(topology);
  const interested = new Interested(interest);
  const flows = Map.groupBy(topology.flows, flow => flow.to);
  const told = survey.ways.filter(({ untold }) => !untold);
  return told.flatMap(way =>
    way.from.size === 1 || way.to.ids.every(isNobody)
      ? [...way.from].flatMap(from => excessFrom(survey, way, from, interested))
      : way.to.ids.flatMap(to => excessTo(survey, way, to, flows.get(to) ?? [], interested)),
  );
}

const all: Interest = { kindOf: () => "", between: () => true };

/** What one has in excess by a way to whom he calls. */
function excessFrom(survey: Survey, way: Way, from: string, interested: Interested): Excess[] {
  const undeclared = way.to.ids.flatMap(to => {
    if (!interested.has(from, to) || !leadsBetween(survey.view, way, from, to)) return [];
    const ports = portsAt(survey.view, way, from, to).filter(
      port => !survey.declared.has({ from, to, ...port }),
    );
    const comesAlong = to === hostId && isAcknowledged(survey, from);
    return ports.length === 0 || comesAlong ? [] : [{ to, ports }];
  });
  const [first] = undeclared;
  if (first === undefined) return [];
  const { verdict, cause } = way;
  const to = { count: undeclared.length, some: undeclared.slice(0, 3).map(one => one.to) };
  const ports = undeclared.length === 1 ? first.ports : [anyPort];
  return [{ from: { count: 1, some: [from] }, to, ports, verdict, cause }];
}

/** Whether one's way to the host comes with what was declared of it. */
function isAcknowledged(survey: Survey, from: string): boolean {
  return edgeFor(survey, { from, to: hostId, ...anyPort }).acknowledged !== undefined;
}

/** The workloads that have the host open to them, undeclared, for they publish or go out. */
export function hostOpen(topology: Topology): string[] {
  const survey = surveyOf(topology);
  return survey.view.members.map(({ workload }) => workload.id).filter(id => isAcknowledged(survey, id));
}

/** Who calls one in excess by a way: all who may, but those of whom each call was declared. */
function excessTo(
  { view, declared }: Survey,
  way: Way,
  to: string,
  flows: readonly Flow[],
  interested: Interested,
): Excess[] {
  const ports = way.to.portsOf(to) ?? [];
  const isMeant = (from: string): boolean =>
    !leadsBetween(view, way, from, to) || ports.every(port => declared.has({ from, to, ...port }));
  const namespace = view.byId.get(to)?.namespace;
  const together = namespace === undefined ? [] : (view.inNamespace.get(namespace) ?? []);
  // All others are in excess, however many they are: only of these it may be otherwise.
  const special = [to, ...flows.map(({ from }) => from), ...together.map(({ workload }) => workload.id)];
  const { count, some } = interested.callers(way.from, to, special, from => !isMeant(from));
  if (count === 0) return [];
  const open = ports.filter(port => some.some(from => !declared.has({ from, to, ...port })));
  const { verdict, cause } = way;
  return [{ from: { count, some }, to: { count: 1, some: [to] }, ports: open, verdict, cause }];
}

/** What was declared and is not reachable, or not surely so. As `judge(reach(topology)).missing`, without listing the rest. */
export function missing(topology: Topology): Edge[] {
  const survey = surveyOf(topology);
  return distinctQuestions(declaredQuestions(survey))
    .map(question => edgeFor(survey, question))
    .filter(({ verdict }) => verdict !== "allowed");
}
