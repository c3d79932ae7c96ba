/** How the tasks of a service are replaced when something of it changes. */
export interface SwarmUpdateArgs {
  /**
   * Tasks at a time.
   *
   * @default 1
   * @example 2
   */
  readonly parallelism?: number | undefined;
  /**
   * Between two of them.
   *
   * @default "0s"
   * @example "10s"
   */
  readonly delay?: string | undefined;
  /**
   * How long a new task is watched: one that fails in that time has failed the update.
   *
   * @default "5s", as Swarm has it
   * @example "30s"
   */
  readonly monitor?: string | undefined;
  /**
   * What becomes of an update that fails. Rolled back or not, the deployment fails with the task's error.
   *
   * @default "rollback"
   * @example "pause"
   */
  readonly onFailure?: "rollback" | "pause" | "continue" | undefined;
}

/** What must be free on a node before a task is put there. */
export interface SwarmReservationArgs {
  /** MiB. @default none @example 256 */
  readonly memory?: number | undefined;
  /** Processors. @default none @example 0.5 */
  readonly cpus?: number | undefined;
}

/**
 * On the nodes of a Swarm: a workload becomes a service, its segments overlay networks, its files and secrets configs and
 * secrets of the Swarm. Old tasks go when new ones are well, and come back where those are not.
 */
export interface SwarmArgs {
  /** @example "swarm" */
  readonly kind: "swarm";
  /**
   * Whether what segments carry between nodes is encrypted. A kernel without ESP cannot, which is said before anything is
   * made.
   *
   * @default true
   * @example false
   */
  readonly encrypted?: boolean | undefined;
  /**
   * How its name is answered: by one virtual address for all tasks (`vip`), or by theirs (`dnsrr`). Proxies of this
   * library call `tasks.NAME`, which is answered by theirs in either case.
   *
   * @default `vip`; `dnsrr` where the engine's kernel has no IPVS, without which nobody answers at a virtual address
   * @example "dnsrr"
   */
  readonly endpoint?: "vip" | "dnsrr" | undefined;
  /**
   * Where a published port is open: at every node (`ingress`), which hides the caller's address, or at the nodes that a
   * task runs on (`host`).
   *
   * @default `ingress`; `host` with `dnsrr`
   * @example "host"
   */
  readonly publish?: "ingress" | "host" | undefined;
  /**
   * One task on each node, in place of `replicas`.
   *
   * @default false
   * @example true
   */
  readonly global?: boolean | undefined;
  /**
   * Which nodes it may run on. What mounts a volume keeps to the node that Pulumi talks to, where the volume is made.
   *
   * @default []
   * @example ["node.labels.disk==ssd"]
   */
  readonly constraints?: readonly string[] | undefined;
  /**
   * What of a node its tasks are spread over, the most important first.
   *
   * @default []: over nodes alone
   * @example ["node.labels.rack"]
   */
  readonly spread?: readonly string[] | undefined;
  /**
   * Tasks on one node at most.
   *
   * @default any number
   * @example 1
   */
  readonly perNode?: number | undefined;
  /**
   * What must be free on a node before a task is put there.
   *
   * @default {}
   * @example { memory: 256 }
   */
  readonly reservations?: SwarmReservationArgs | undefined;
  /**
   * How tasks are replaced when something of it changes.
   *
   * @default one at a time, new ones first, rolled back where they fail
   * @example { parallelism: 2, monitor: "30s" }
   */
  readonly update?: SwarmUpdateArgs | undefined;
}

/** Where something runs. */
export type PlacementArgs = "engine" | SwarmArgs;
