import type { Acknowledged } from "../../topology/index.ts";

/** What became of a connection. */
export type Found = "open" | "refused" | "timeout" | "unresolved" | "unreachable";

/** The same in words, as the end of a sentence that begins with who has called. */
export const foundWords: Readonly<Record<Found, string>> = {
  open: "answered",
  refused: "was refused: the name is known, and nobody listens there",
  timeout: "timed out: packets are dropped on the way",
  unresolved: "found no such name: the server is down, or they share no network",
  unreachable: "found no route",
};

/** `inconclusive`: nothing got through, but nothing shows that anybody would have answered. */
export type ProbeVerdict = "ok" | "excess" | "missing" | "inconclusive";

/** Whether `from` reached `to` on a port, held against what is declared. */
export interface Probe {
  /** A workload's id, the name of a container that is not of the stack, or `host`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly declared: boolean;
  readonly found: Found;
  /**
   * Whether the port was seen to be served in the same run, by an answer to anybody or by the socket that waits there:
   * without that, "closed" proves nothing.
   */
  readonly control: boolean;
  readonly verdict: ProbeVerdict;
  readonly cause?: string;
  readonly remedy?: string;
}

/** Whether a workload gets out, to the host itself or to what lies beyond it. */
export interface Egress {
  readonly from: string;
  /** `host`, `outside`, or a name with its port: `outside api.example.com:443`. */
  readonly to: "host" | "outside" | (string & {});
  readonly declared: boolean;
  readonly found: Found;
  /** Whether the same place answered the host itself. */
  readonly control: boolean;
  readonly verdict: ProbeVerdict;
  /** It is excess that comes with what was declared: told, and no fault. @default it does not */
  readonly acknowledged?: Acknowledged;
  readonly cause?: string;
  readonly remedy?: string;
}

/** What was done to a stack past its program, as far as it shows on the engine. */
export type ChangeKind =
  | "connected"
  | "disconnected"
  | "stranger"
  | "stopped"
  | "port changed"
  | "undeclared listener"
  | "name taken";

/** One thing that is not as it was declared, with its cause and what to do about it. */
export interface LiveChange {
  readonly kind: ChangeKind;
  /** A workload's id, or the name of a container that is not of the stack. */
  readonly subject: string;
  readonly cause: string;
  readonly remedy: string;
  /** Whether it makes a difference to who can reach whom; one that makes none is merely told. */
  readonly matters: boolean;
}

/** What a verification found: the answer of {@link verify}, and a documented format. */
export interface Verification {
  readonly version: 1;
  readonly name: string;
  readonly probes: readonly Probe[];
  /** The ways out of each workload. */
  readonly egress?: readonly Egress[];
  /** What was changed past the stack's program. Absent where nothing was. */
  readonly changes?: readonly LiveChange[];
  /** Workloads of which a container should run and none does: nothing was tried from these. Absent where there are none. */
  readonly down?: readonly string[];
  /** Nodes of a Swarm whose engines were not asked: nothing was tried from what runs there. Absent where there are none. */
  readonly unseen?: readonly UnseenNode[];
}

/** A node of a Swarm that was not looked at. */
export interface UnseenNode {
  readonly node: string;
  /** Ids of the workloads with tasks there. */
  readonly workloads: readonly string[];
}

/** Whether there is nothing against a probe: as declared, or excess that comes with what was. */
export function isFine({ verdict, acknowledged }: Pick<Egress, "verdict" | "acknowledged">): boolean {
  return verdict === "ok" || acknowledged !== undefined;
}
