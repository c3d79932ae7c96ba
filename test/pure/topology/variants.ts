import fc from "fast-check";
import type { Namespace, Network, Topology, Workload } from "../../../topology/index.ts";
import { networkIds, workloadIds } from "./arbitraries.ts";

/** The same topology with one thing told in each way it can be known, and once not at all. */
export interface Variants {
  readonly what: string;
  readonly unknown: Topology;
  readonly known: readonly Topology[];
}

/** All things of a topology that may be unknown, each with its variants. */
export function variantsOf(topology: Topology): Variants[] {
  return [
    ...topology.networks.flatMap(({ id }) =>
      networkValues.map(([flag, values]) =>
        variants(`${flag} of ${id}`, values, value => withNetwork(topology, id, { [flag]: value })),
      ),
    ),
    ...topology.workloads.flatMap(workload => workloadVariants(topology, workload)),
    variants("userland proxy", [true, false], userlandProxy => ({
      ...topology,
      engine: { version: "28.0.0", userlandProxy },
    })),
  ];
}

const unknown = { unknown: "not said yet" };
type Unknown = typeof unknown;

const networkValues: readonly (readonly [keyof Network, readonly unknown[]])[] = [
  ["internal", [true, false]],
  ["memberTraffic", [true, false]],
  ["gateway", ["nat", "nat-unprotected", "routed", "isolated"]],
  ["hostAddress", [true, false]],
  ["masquerade", [true, false]],
];

function variants<T>(what: string, values: readonly T[], tell: (value: T | Unknown) => Topology): Variants {
  return { what, unknown: tell(unknown), known: values.map(tell) };
}

function workloadVariants(topology: Topology, workload: Workload): Variants[] {
  const { id, published } = workload;
  const namespaces: readonly Namespace[] = [
    { kind: "own" },
    { kind: "host" },
    { kind: "none" },
    ...[...workloadIds, "gone"]
      .filter(of => !leadsTo(topology, of, id))
      .map(of => ({ kind: "workload", of }) as const),
  ];
  return [
    {
      what: `namespace of ${id}`,
      unknown: withWorkload(topology, id, { namespace: { kind: "unknown", ...unknown } }),
      known: namespaces.map(namespace => withWorkload(topology, id, { namespace })),
    },
    variants(`publishAll of ${id}`, [true, false], publishAll => withWorkload(topology, id, { publishAll })),
    ...published.map((one, at) =>
      variants(`address of ${one.port} of ${id}`, ["127.0.0.1", "0.0.0.0", "::", "10.20.30.40"], address =>
        withWorkload(topology, id, { published: published.with(at, { ...one, address }) }),
      ),
    ),
  ];
}

/** Whether one joins the other, or ends in a circle: if that joined it too, neither could start. */
function leadsTo(topology: Topology, id: string, other: string, seen: readonly string[] = []): boolean {
  if (id === other || seen.includes(id)) return true;
  const namespace = topology.workloads.find(one => one.id === id)?.namespace;
  if (namespace?.kind !== "workload") return false;
  return leadsTo(topology, namespace.of, other, [...seen, id]);
}

function withNetwork(topology: Topology, id: string, change: Partial<Network>): Topology {
  const networks = topology.networks.map(network =>
    network.id === id ? { ...network, ...change } : network,
  );
  return { ...topology, networks };
}

export function withWorkload(topology: Topology, id: string, change: Partial<Workload>): Topology {
  const workloads = topology.workloads.map(workload =>
    workload.id === id ? { ...workload, ...change } : workload,
  );
  return { ...topology, workloads };
}

/** The same topology, told in another order. */
export function retold(topology: Topology): fc.Arbitrary<Topology> {
  return fc
    .tuple(
      shuffled(topology.networks),
      shuffled(topology.flows),
      fc.tuple(...topology.workloads.map(retoldWorkload)).chain(shuffled),
    )
    .map(([networks, flows, workloads]) => ({ ...topology, networks, flows, workloads }));
}

function retoldWorkload(workload: Workload): fc.Arbitrary<Workload> {
  const { attachments, ports, published, links } = workload;
  return fc
    .record({
      attachments: shuffled(attachments),
      ports: shuffled(ports),
      published: shuffled(published),
      links: shuffled(links),
    })
    .map(lists => ({ ...workload, ...lists }));
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

/** Other names for workloads and networks, all different. */
export const renaming: fc.Arbitrary<(id: string) => string> = fc
  .shuffledSubarray(["anna", "bert", "cora", "dirk", "edda", "finn", "gerd"], { minLength: 7 })
  .map(names => {
    const others = new Map([...workloadIds, ...networkIds].map((id, at) => [id, names[at] ?? id]));
    return id => others.get(id) ?? id;
  });

/** The same topology under other names. */
export function renamed(topology: Topology, rename: (id: string) => string): Topology {
  return {
    ...topology,
    networks: topology.networks.map(network => ({ ...network, id: rename(network.id) })),
    flows: topology.flows.map(flow => ({ ...flow, from: rename(flow.from), to: rename(flow.to) })),
    workloads: topology.workloads.map(workload => ({
      ...workload,
      id: rename(workload.id),
      namespace:
        workload.namespace.kind === "workload"
          ? { kind: "workload", of: rename(workload.namespace.of) }
          : workload.namespace,
      attachments: workload.attachments.map(one => ({ ...one, network: rename(one.network) })),
      ports: workload.ports.map(port =>
        port.on === undefined ? port : { ...port, on: port.on.map(rename) },
      ),
      links: workload.links.map(link => ({ ...link, to: rename(link.to) })),
    })),
  };
}
