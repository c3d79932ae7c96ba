import {
  emptyTopology,
  type Flow,
  type Network,
  plainNetwork,
  plainWorkload,
  type Topology,
  type Workload,
} from "../../../topology/index.ts";

/** What is said of a workload in a test: which networks it is on, and what it has beside them. */
type Said = Partial<Omit<Workload, "privileges">> & {
  readonly on?: readonly string[];
  readonly privileges?: Partial<Workload["privileges"]>;
};

/** A workload on some networks. */
export function on(id: string, { on: networks = [], privileges, ...said }: Said = {}): Workload {
  const plain = plainWorkload(id);
  return {
    ...plain,
    attachments: networks.map(network => ({ network, aliases: [] })),
    ...said,
    privileges: { ...plain.privileges, ...privileges },
  };
}

/** A network for calls between its members alone, unless it is told otherwise. */
export function inner(id: string, said: Partial<Network> = {}): Network {
  return { ...plainNetwork(id), internal: true, hostAddress: false, ...said };
}

/** A topology of what is given, in any order. */
export function topologyOf(...parts: readonly (Workload | Network | Partial<Topology>)[]): Topology {
  const [workloads, networks] = [parts.filter(isWorkload), parts.filter(isNetwork)];
  const rest = parts.filter(part => !isWorkload(part) && !isNetwork(part));
  return Object.assign({}, emptyTopology("test"), { workloads, networks }, ...rest) as Topology;
}

export function flow(from: string, to: string, port: Flow["port"], more: Partial<Flow> = {}): Flow {
  return { from, to, port, protocol: "tcp", via: "network", ...more };
}

function isWorkload(part: Workload | Network | Partial<Topology>): part is Workload {
  return "attachments" in part;
}

function isNetwork(part: Workload | Network | Partial<Topology>): part is Network {
  return "memberTraffic" in part;
}
