/** How the tasks of a service take each other's places. */
export interface UpdatePlan {
  /** Tasks at a time. */
  readonly parallelism: number;
  /** Between two of them, and for which a new one is watched: durations. */
  readonly delay: string;
  readonly monitor: string;
  readonly onFailure: "rollback" | "pause" | "continue";
}

/** On the one engine that Pulumi talks to. */
export interface EnginePlacement {
  readonly kind: "engine";
}

/** On the nodes of a Swarm. */
export interface SwarmPlacement {
  readonly kind: "swarm";
  /** Whether what its networks carry between nodes is encrypted. */
  readonly encrypted: boolean;
  /** How its name is answered; undefined where that is chosen by what the engine can. */
  readonly endpoint: "vip" | "dnsrr" | undefined;
  /** Where published ports are open: at every node, or at those it runs on; undefined as before. */
  readonly publish: "ingress" | "host" | undefined;
  /** One task on each node, in place of a number of replicas. */
  readonly global: boolean;
  readonly constraints: readonly string[];
  /** What of a node it is spread over. */
  readonly spread: readonly string[];
  /** Tasks on one node at most. */
  readonly perNode: number | undefined;
  /** What must be free on a node: MiB, processors. */
  readonly reservations: { readonly memory: number | undefined; readonly cpus: number | undefined };
  readonly update: UpdatePlan;
}

/** Where plans run. */
export type PlacementPlan = EnginePlacement | SwarmPlacement;

export type PlacementName = PlacementPlan["kind"];

export const onEngine: EnginePlacement = { kind: "engine" };

/** The constraint that keeps a task to the node that Pulumi talks to. The plugin of this project puts its id there. */
export const hereConstraint = "node.id==here";
