import type { Edge, Topology, Workload } from "../../../topology/index.ts";
import type { Question } from "./oracle.ts";

/** Names a question; the same for edges and flows. */
export function keyOf({ from, to, port, protocol }: Question): string {
  return `${from} => ${to} ${protocol} ${port}`;
}

export function byKey(edges: readonly Edge[]): Map<string, Edge> {
  return new Map(edges.map(edge => [keyOf(edge), edge]));
}

/** Everything there is to ask of a topology, listed by itself: from everywhere to everywhere, on each port anybody names. */
export function questionsOf(topology: Topology): Question[] {
  const ids = topology.workloads.map(({ id }) => id);
  const inward = topology.workloads.flatMap(workload =>
    [...ids, "host", "outside"].flatMap(from =>
      namedPorts(topology, workload).map(port => ({ from, to: workload.id, ...port })),
    ),
  );
  const outward = ids.flatMap(from =>
    ["host", "outside"].map((to): Question => ({ from, to, port: "any", protocol: "tcp" })),
  );
  const declared = topology.flows.filter(
    ({ port, protocol, to }) => port !== "any" || protocol === "files" || !ids.includes(to),
  );
  const all = [...inward, ...outward, ...declared].filter(({ from, to }) => from !== to);
  return [...new Map(all.map(question => [keyOf(question), question])).values()];
}

function namedPorts(
  { flows }: Topology,
  { id, ports, published }: Workload,
): Pick<Question, "port" | "protocol">[] {
  const asked = flows.filter(({ to, protocol }) => to === id && protocol !== "files");
  const named = [...ports, ...published, ...asked.filter(({ port }) => port !== "any")];
  const any = [
    ...(named.length === 0 ? [{ port: "any", protocol: "tcp" } as const] : []),
    ...asked.filter(flow => flow.port === "any" && !named.some(({ protocol }) => protocol === flow.protocol)),
  ];
  return [...named, ...any].map(({ port, protocol }) => ({ port, protocol }));
}
