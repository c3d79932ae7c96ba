import type { Source } from "../topology/index.ts";

/** A finding that somebody has looked at and lets pass for a time. */
export interface Exception {
  /** A rule's id. */
  readonly rule: string;
  /** As findings name it: `workload/db`. */
  readonly resource: string;
  /** Only the finding with this evidence, where the rule has several about the resource. */
  readonly evidence?: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day on which it holds: `2027-01-31`. */
  readonly expiry: string;
  readonly source: Source;
}

/** The reviewed exceptions of a project. */
export type Exceptions = readonly Exception[];

/** Exceptions as they turned out. */
export interface Review {
  readonly exceptions: Exceptions;
  /** Those that cover a finding. */
  readonly used: ReadonlySet<Exception>;
  /** The day on which they have to hold. */
  readonly today: string;
}

export function isExpired({ expiry }: Exception, today: string): boolean {
  return expiry < today;
}
