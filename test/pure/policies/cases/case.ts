import type { Topology } from "../../../../topology/index.ts";

/** A topology, what a rule is to be set to, and what it is expected to find fault with. */
export interface Example {
  readonly topology: Topology;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The resources of the findings; `workload/web` when left out. */
  readonly resources?: readonly string[];
}

/** Examples of one rule, each by what it shows. */
export interface RuleExamples {
  readonly violated: Readonly<Record<string, Example>>;
  readonly clean: Readonly<Record<string, Example>>;
  /** Left out where nothing can keep the rule from telling. */
  readonly unknown?: Readonly<Record<string, Example>>;
}

/** The examples of a family of rules, by the rules' ids. */
export type Examples = Readonly<Record<string, RuleExamples>>;

export function of(topology: Topology, ...resources: readonly string[]): Example {
  return resources.length === 0 ? { topology } : { topology, resources };
}
