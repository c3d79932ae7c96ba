/** What became of a connection. */
export type Found = "open" | "refused" | "timeout" | "unresolved" | "unreachable";

/** `inconclusive`: nothing got through, but nothing shows that anybody would have answered. */
export type ProbeVerdict = "ok" | "excess" | "missing" | "inconclusive";

/** Whether `from` reached `to` on a port, held against what is declared. */
export interface Probe {
  /** A workload's id, or `host`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly declared: boolean;
  readonly found: Found;
  /** Whether the port was seen open from somewhere in the same run: without that, "closed" proves nothing. */
  readonly control: boolean;
  readonly verdict: ProbeVerdict;
  readonly cause?: string;
  readonly remedy?: string;
}

/** What a verification found: the answer of {@link verify}, and a documented format. */
export interface Verification {
  readonly version: 1;
  readonly name: string;
  readonly probes: readonly Probe[];
  /** Workloads of which a container should run and none does: nothing was tried from these. Absent where there are none. */
  readonly down?: readonly string[];
}
