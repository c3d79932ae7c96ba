import { isUnknown } from "../model/known.ts";
import { type Flow, flowKey, hostId, outsideId, type Topology } from "../model/topology.ts";
import type { Cause, Edge, Node, Reach } from "./edge.ts";
import { explainDenied } from "./explain.ts";
import { openings } from "./mechanisms.ts";
import type { Opening } from "./opening.ts";
import { anyPort } from "./ports.ts";
import { type View, viewOf } from "./view.ts";

/** What to list beside what is open. */
export interface ReachOptions {
  /**
   * Denied edges: only those somebody declared, or one for every pair of nodes and known port, as a matrix needs them
   * (their number grows with the square of the workloads).
   *
   * @default "declared"
   */
  readonly denied?: "declared" | "all";
}

/**
 * Computes who can reach whom. An edge is allowed when any mechanism opens it, unknown when one might, and denied
 * otherwise; its causes are all the mechanisms that make it so.
 *
 * @example reach(topology).edges.filter(edge => edge.verdict !== "denied" && !edge.declared)
 */
export function reach(topology: Topology, options: ReachOptions = {}): Reach {
  const view = viewOf(topology);
  const declared = new DeclaredFlows(topology.flows);
  const found = Map.groupBy(openings(view), flowKey);
  const edges = [...found.values()].map(group => edgeOf(group, declared));
  const asked = options.denied === "all" ? allQuestions(view) : declaredQuestions(view);
  const answered = new Set(found.keys());
  const denied = distinct(asked).filter(
    question => !answered.has(flowKey(question)) && question.from !== question.to,
  );
  return {
    version: 1,
    name: topology.name,
    nodes: nodesOf(topology),
    edges: [...edges, ...denied.map(question => deniedEdge(view, question, declared))].sort(byKey),
  };
}

type Question = Pick<Flow, "from" | "to" | "port" | "protocol">;

/** Declared flows, asked by edge. A flow for any port covers each. */
class DeclaredFlows {
  readonly #keys: ReadonlySet<string>;

  constructor(flows: readonly Flow[]) {
    this.#keys = new Set(flows.map(flowKey));
  }

  has(question: Question): boolean {
    return this.#keys.has(flowKey(question)) || this.#keys.has(flowKey({ ...question, port: "any" }));
  }
}

function edgeOf(group: readonly Opening[], declared: DeclaredFlows): Edge {
  const verdict = group.some(opening => opening.verdict === "allowed") ? "allowed" : "unknown";
  const [first] = group;
  if (first === undefined) throw new Error("An edge has at least one opening.");
  const { from, to, port, protocol } = first;
  const causes = group.filter(opening => opening.verdict === verdict).map(opening => opening.cause);
  return { from, to, port, protocol, verdict, declared: declared.has(first), via: distinctCauses(causes) };
}

function deniedEdge(view: View, question: Question, declared: DeclaredFlows): Edge {
  const { from, to, port, protocol } = question;
  const via = [explainDenied(view, question)];
  return { from, to, port, protocol, verdict: "denied", declared: declared.has(question), via };
}

/** What was declared; a flow for any port of a workload asks for each port of that protocol it has. */
function declaredQuestions(view: View): Question[] {
  return view.topology.flows.flatMap((flow): Question[] => {
    const ports = view.byId.get(flow.to)?.ports.filter(({ protocol }) => protocol === flow.protocol) ?? [];
    if (flow.port !== "any" || ports.length === 0) return [flow];
    return ports.map(port => ({ from: flow.from, to: flow.to, ...port }));
  });
}

function allQuestions(view: View): Question[] {
  const workloads = view.members.map(({ workload, ports }) => ({ id: workload.id, ports }));
  const inward = workloads.flatMap(({ id: to, ports }) =>
    [...workloads.map(({ id }) => id), hostId, outsideId].flatMap(from =>
      ports.map(port => ({ from, to, ...port })),
    ),
  );
  const outward = workloads.flatMap(({ id: from }) =>
    [hostId, outsideId].map(to => ({ from, to, ...anyPort })),
  );
  return [...inward, ...outward, ...declaredQuestions(view)];
}

function nodesOf(topology: Topology): Node[] {
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
  ];
}

function distinct(questions: readonly Question[]): Question[] {
  return [...new Map(questions.map(question => [flowKey(question), question])).values()];
}

function distinctCauses(causes: readonly Cause[]): Cause[] {
  const keyed = new Map(causes.map(cause => [`${cause.mechanism} ${cause.name} ${cause.detail}`, cause]));
  return [...keyed].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, cause]) => cause);
}

function byKey(left: Edge, right: Edge): number {
  const [a, b] = [flowKey(left), flowKey(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
