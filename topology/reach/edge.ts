import type { AddressFamily } from "../model/network.ts";
import type { Carrier } from "../model/topology.ts";

/** Whether a connection gets through. `unknown` is neither: it stands for what is not known yet. */
export type Verdict = "allowed" | "denied" | "unknown";

/** What lets a connection through, or keeps it off. */
export type Mechanism =
  | "shared network"
  | "shared namespace"
  | "legacy link"
  | "published port"
  | "host network"
  | "host neighbour"
  | "way out"
  | "relay"
  | "strangers"
  | "overlay"
  | "routing"
  | "shared volume"
  | "runtime socket"
  | "privileged"
  | "capability"
  | "host path"
  | "device"
  | "host processes"
  | "no path";

/** One cause of a verdict. */
export interface Cause {
  readonly mechanism: Mechanism;
  /** What it hangs on: a network's id, a published address, a workload, a path. */
  readonly name: string;
  /** One sentence for people, without a full stop. */
  readonly detail: string;
  /** What to do about it: to end what is open, or to open what is closed. */
  readonly remedy?: string;
}

/**
 * A level of excess of its own. What publishes a port, or was given a way out, has the host for its neighbour on that
 * network, whether or not anybody wants it: no engine has an option against it. So it is told, and held against nobody.
 */
export type Acknowledged = "host-open";

/** Whether `from` can open a connection to `to` on a port, and why. */
export interface Edge {
  /** A workload's id, `host`, `outside` or `others`. */
  readonly from: string;
  readonly to: string;
  /** `any`: every port, where nothing says which are open. */
  readonly port: number | "any";
  /** `files`: no connection, but what one writes and the other reads, on what both have mounted. */
  readonly protocol: Carrier;
  readonly verdict: Verdict;
  /** By which family of addresses. @default as the verdict by IPv4, and denied by IPv6 */
  readonly families?: Readonly<Record<AddressFamily, Verdict>>;
  /** It is unknown for no other reason than that nobody said which engine it is. @default false */
  readonly untold?: true;
  readonly declared: boolean;
  /** Nobody declared it, and it comes with what was: told, and held against nobody. @default it does not */
  readonly acknowledged?: Acknowledged;
  /** All causes of the verdict. */
  readonly via: readonly Cause[];
}

/** An end of edges. */
export interface Node {
  readonly id: string;
  /** `others`: workloads that nobody describes, on networks that are not only ours. */
  readonly kind: "workload" | "host" | "outside" | "others";
  readonly name: string;
  readonly tier?: string;
  readonly replicas?: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** A way from one workload to another past those in between, each of which would have to pass it on. */
export interface Path {
  readonly from: string;
  readonly to: string;
  /** `allowed` where each hop is. */
  readonly verdict: Exclude<Verdict, "denied">;
  /** Whether each hop was declared: then it is how the application is meant to be, and worth as much as its members. */
  readonly declared: boolean;
  /** The connections it takes, in order. */
  readonly hops: readonly Edge[];
}

/** Who can reach whom: the answer of {@link reach}, and a documented format. */
export interface Reach {
  readonly version: 1;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** Where they were asked for: ways between workloads that have no edge, past others. */
  readonly paths?: readonly Path[];
}
