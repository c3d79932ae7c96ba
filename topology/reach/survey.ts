import type { AddressFamily } from "../model/network.ts";
import { isBeyond, nameOutside } from "../model/outside.ts";
import { hostId, othersId, type Topology } from "../model/topology.ts";
import { leadsBetween } from "./between.ts";
import { explainDenied } from "./denied/denied.ts";
import type { Cause, Edge, Verdict } from "./edge.ts";
import { isHostOpen } from "./hostOpen.ts";
import { anyPort, isSame, type Port } from "./ports.ts";
import { DeclaredFlows, type Question } from "./questions.ts";
import { askedPorts, endsKey, type View, viewOf } from "./view.ts";
import type { Way } from "./way.ts";
import { waysOf } from "./ways/ways.ts";

/** A topology that has been gone through: the ways that are open in it, made ready for questions. */
export interface Survey {
  readonly view: View;
  readonly ways: readonly Way[];
  readonly declared: DeclaredFlows;
  /** Ways by those they lead from, or to, whichever are fewer. */
  readonly byFrom: ReadonlyMap<string, readonly Way[]>;
  readonly byTo: ReadonlyMap<string, readonly Way[]>;
}

/** Topologies are never changed, so each is gone through once. */
const surveys = new WeakMap<Topology, Survey>();

export function surveyOf(topology: Topology): Survey {
  const known = surveys.get(topology);
  if (known !== undefined) return known;
  const view = viewOf(topology);
  const ways = waysOf(view);
  const declared = new DeclaredFlows(topology.flows);
  const survey = { view, ways, declared, ...indexed(ways) };
  surveys.set(topology, survey);
  return survey;
}

function indexed(ways: readonly Way[]): Pick<Survey, "byFrom" | "byTo"> {
  const [byFrom, byTo] = [new Map<string, Way[]>(), new Map<string, Way[]>()];
  for (const way of ways) {
    // Nearly every way may lead to the host or from outside: by that end they are not told apart.
    const byTarget =
      !isNobodys(way.to.ids) && (isNobodys(way.from.ids) || way.to.ids.length < way.from.ids.length);
    for (const id of byTarget ? way.to.ids : way.from) {
      const index = byTarget ? byTo : byFrom;
      const found = index.get(id);
      if (found === undefined) index.set(id, [way]);
      else found.push(way);
    }
  }
  return { byFrom, byTo };
}

function isNobodys(ids: readonly string[]): boolean {
  const [only] = ids;
  return ids.length === 1 && only !== undefined && isNobody(only);
}

/** Whether an end is none of the workloads: nothing lists its ports. */
export function isNobody(id: string): boolean {
  return id === hostId || id === othersId || isBeyond(id);
}

/**
 * The ports a way opens at one of its targets; of who lists none, all, and those somebody declared. A part of the outside
 * that has a name is open on those ports alone on which a relay passes calls on to it.
 */
export function portsAt(view: View, way: Way, from: string, to: string): readonly Port[] {
  const ports = way.to.portsOf(to) ?? [];
  if (!isNobody(to) || isNobody(from) || nameOutside(to) !== undefined) return ports;
  const declared = (view.declared.get(endsKey(from, to)) ?? []).filter(port => !isSame(port, anyPort));
  return declared.length === 0 ? ports : [...ports, ...declared];
}

/** The edge that answers one question: may `from` open a connection to `to` on a port? */
export function edgeFor(survey: Survey, question: Question): Edge {
  const { view } = survey;
  const { from, to } = question;
  const candidates = [
    ...(survey.byFrom.get(from) ?? []).filter(way => way.to.portsOf(to) !== undefined),
    ...(survey.byTo.get(to) ?? []).filter(way => way.from.has(from)),
  ];
  const open = candidates.filter(
    way =>
      leadsBetween(view, way, from, to) &&
      portsAt(view, way, from, to).some(port => isSame(port, question) || isAnyOf(port, question)),
  );
  return edgeOf(survey, question, open);
}

/** Of host, outside and others no ports are listed, so `any` of theirs is each. */
function isAnyOf(port: Port, { to, protocol }: Question): boolean {
  return isNobody(to) && isSame(port, anyPort) && protocol !== "files";
}

/** The edge that ways make: allowed where one of them is, unknown where one might be, and denied where there is none. */
export function edgeOf({ view, declared }: Survey, question: Question, ways: readonly Way[]): Edge {
  const { from, to, port, protocol } = question;
  const [first] = ways;
  const edge = { from, to, port, protocol, declared: declared.has(question) };
  if (first === undefined) return { ...edge, verdict: "denied", via: [explainDenied(view, question)] };
  const verdict = ways.some(way => way.verdict === "allowed") ? "allowed" : "unknown";
  const making = ways.filter(way => way.verdict === verdict);
  const via = making.length === 1 ? making[0]?.via : undefined;
  const opens =
    !edge.declared &&
    isHostOpen(
      view,
      from,
      to,
      ways.map(({ cause }) => cause),
    );
  return {
    ...edge,
    verdict,
    ...(protocol === "files" ? {} : familiesOf(ways, verdict)),
    ...(making.every(({ untold }) => untold) ? { untold: true } : {}),
    ...(opens ? { acknowledged: "host-open" as const } : {}),
    via: via ?? distinctCauses(making.map(({ cause }) => cause)),
  };
}

const best: readonly Verdict[] = ["allowed", "unknown"];

/** By which family of addresses; nothing where it is by IPv4 alone. */
function familiesOf(ways: readonly Way[], verdict: Verdict): Pick<Edge, "families"> {
  const of = (family: AddressFamily): Verdict => {
    const verdicts = ways.map(way => way.families?.[family] ?? way.verdict);
    return best.find(one => verdicts.includes(one)) ?? "denied";
  };
  const families = { ipv4: of("ipv4"), ipv6: of("ipv6") };
  return families.ipv4 === verdict && families.ipv6 === "denied" ? {} : { families };
}

function distinctCauses(causes: readonly Cause[]): readonly Cause[] {
  const keyed = new Map(causes.map(cause => [`${cause.mechanism} ${cause.name} ${cause.detail}`, cause]));
  return [...keyed].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, cause]) => cause);
}

/** The flows somebody declared, as the questions they ask. */
export function declaredQuestions({ view }: Survey): Question[] {
  return view.topology.flows.flatMap(flow =>
    askedPorts(view, flow).map(port => ({ from: flow.from, to: flow.to, ...port })),
  );
}
