import type { Cause, Node, Verdict } from "../reach/edge.ts";
import type { Standing } from "../reach/inGroups.ts";
import type { Port } from "../reach/ports.ts";

/**
 * What became of the reach from one end to another. `added`: there was none; `removed`: there is none any more;
 * `widened`: more ports, or for certain what was only perhaps so; `narrowed`: the other way round.
 */
export type ChangeKind = "added" | "removed" | "widened" | "narrowed";

/** A port on which it is not as it was. */
export interface PortChange extends Port {
  readonly before: Verdict;
  readonly after: Verdict;
  /** Whether somebody declares it, in the topology in which it is open. */
  readonly declared: boolean;
}

/** A change of reach between two ends. */
export interface Change {
  readonly kind: ChangeKind;
  readonly from: string;
  readonly to: string;
  readonly ports: readonly PortChange[];
  /** What makes it so now: what lets it through, or what keeps it off. */
  readonly because: readonly Cause[];
  /** All of that for people. */
  readonly sentence: string;
}

/** A connection that is as open as before, but of which somebody declares now, or nobody any more, that it is meant. */
export interface DeclarationChange extends Port {
  readonly from: string;
  readonly to: string;
  readonly declared: boolean;
  readonly sentence: string;
}

/** The difference between two topologies, as far as reach goes: the answer of {@link diff}, and a documented format. */
export interface Difference {
  readonly version: 1;
  /** The names of both topologies. */
  readonly before: string;
  readonly after: string;
  /** Whether either declares any flow. Where none does, nothing is held against it. */
  readonly declares: boolean;
  readonly workloads: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** The ends of what follows, as they are now; those that are gone, as they were. */
  readonly nodes: readonly Pick<Node, "id" | "kind" | "tier">[];
  /** By their ends, in the order of names. */
  readonly changes: readonly Change[];
  readonly declarations: readonly DeclarationChange[];
  readonly standing: { readonly before: Standing; readonly after: Standing };
}
