import { type Network, type Reach, reach, type Topology, type Workload } from "../topology/index.ts";

/** A topology made ready for checks: looked up by id, and reachability computed once for all rules that need it. */
export class World {
  readonly topology: Topology;
  readonly #networks: ReadonlyMap<string, Network>;
  readonly #workloads: ReadonlyMap<string, Workload>;
  #reach: Reach | undefined;

  constructor(topology: Topology) {
    this.topology = topology;
    this.#networks = new Map(topology.networks.map(network => [network.id, network]));
    this.#workloads = new Map(topology.workloads.map(workload => [workload.id, workload]));
  }

  network(id: string): Network | undefined {
    return this.#networks.get(id);
  }

  workload(id: string): Workload | undefined {
    return this.#workloads.get(id);
  }

  /** Who can reach whom, and what of that is declared. */
  get reach(): Reach {
    this.#reach ??= reach(this.topology);
    return this.#reach;
  }
}
