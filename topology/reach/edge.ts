import type { Protocol } from "../model/workload.ts";

/** Whether a connection gets through. `unknown` is neither: it stands for what is not known yet. */
export type Verdict = "allowed" | "denied" | "unknown";

/** What lets a connection through, or keeps it off. */
export type Mechanism =
  | "shared network"
  | "shared namespace"
  | "published port"
  | "host network"
  | "host neighbour"
  | "way out"
  | "relay"
  | "shared volume"
  | "no path";

/** One cause of a verdict. */
export interface Cause {
  readonly mechanism: Mechanism;
  /** What it hangs on: a network's id, a published address, a workload. */
  readonly name: string;
  /** One sentence for people. */
  readonly detail: string;
}

/** Whether `from` can open a connection to `to` on a port, and why. */
export interface Edge {
  /** A workload's id, `host` or `outside`. */
  readonly from: string;
  readonly to: string;
  /** `any`: every port, where nothing says which are open. */
  readonly port: number | "any";
  readonly protocol: Protocol;
  readonly verdict: Verdict;
  readonly declared: boolean;
  /** All causes of the verdict. */
  readonly via: readonly Cause[];
}

/** An end of edges. */
export interface Node {
  readonly id: string;
  readonly kind: "workload" | "host" | "outside";
  readonly name: string;
  readonly tier?: string;
  readonly replicas?: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Who can reach whom: the answer of {@link reach}, and a documented format. */
export interface Reach {
  readonly version: 1;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}
