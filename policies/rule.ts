import type { Source } from "../topology/index.ts";
import type { Review } from "./exception.ts";
import type { Settings, Values } from "./settings.ts";
import type { World } from "./world.ts";

/** What is at stake when a rule is broken: how likely it is used, times what it gives away. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * What follows from a finding, in Pulumi's words. `advisory` is shown, `mandatory` refuses the deployment, `remediate`
 * corrects what can be corrected before it is deployed and counts as mandatory where it cannot, `disabled` switches the
 * rule off.
 */
export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** What becomes of a finding that cannot be told for certain. */
export type WhenUnknown = "advisory" | "mandatory" | "ignored";

/** Names a correction of a container's inputs: see the pack's remediations. */
export type RemediationId = "drop-net-raw" | "no-new-privileges" | "memory-limit";

/** Whether a rule is broken for certain, or cannot be told to hold, because something is not known (yet). */
export type Verdict = "violated" | "unknown";

/** What a finding is about. */
export interface Subject {
  /** How it is called in findings and exceptions: `workload/web`, `network/data`, `flow/web->db:5432/tcp`. */
  readonly name: string;
  /** The URN of the Pulumi resource, where there is one. */
  readonly origin?: string | undefined;
  readonly source?: Source | undefined;
}

/** What one check came upon. */
export interface Found {
  readonly subject: Subject;
  readonly verdict: Verdict;
  /** One sentence of what is wrong, or of what cannot be told and why. */
  readonly message: string;
  /** What tells this finding from others of the same rule about the same subject. Never a secret, nor its hash. */
  readonly evidence: string;
  /** The way out, where this case has a better one than the rule's. */
  readonly remedy?: string | undefined;
}

/** What a check is given. */
export interface Context<S extends Settings = Settings> {
  readonly world: World;
  readonly settings: Values<S>;
  /** The exceptions. Which of them are used is known to the rules about exceptions alone, which come last. */
  readonly review: Review;
}

/** A rule: what it forbids, why, how to obey it, and the check that finds where it is broken. */
export interface Rule<S extends Settings = Settings> {
  /** Stable, in lower case with hyphens: it is named in config and exceptions. */
  readonly id: string;
  /** What it asks for, in one line. */
  readonly title: string;
  readonly severity: Severity;
  /** Unless the config says otherwise. */
  readonly level: Level;
  /** Why: what goes wrong where the rule is broken. */
  readonly rationale: string;
  /** How to obey it. */
  readonly remedy: string;
  /** When an exception is reasonable. */
  readonly exception?: string;
  /** Why and how in the words of compose files, where those of programs say nothing to who has one. */
  readonly compose?: Partial<Pick<Rule, "rationale" | "remedy">>;
  /** Section of the CIS Docker Benchmark 1.6, where it has the same. */
  readonly cis?: string;
  /** What becomes of it when it cannot be told, unless the config says otherwise. @default "advisory" */
  readonly whenUnknown?: WhenUnknown;
  /** How the level `remediate` mends it, where that is safe. */
  readonly remediate?: RemediationId;
  /** What can be configured, beside the level. */
  readonly settings: S;
  check(context: Context<S>): Iterable<Found>;
}

/** A rule as its author writes it. */
export type RuleOf<S extends Settings> = Omit<Rule<S>, "settings"> & { readonly settings?: S };

/** Defines a rule; its check sees its settings with their types. */
export function rule<const S extends Settings = Record<never, never>>(definition: RuleOf<S>): Rule {
  return { ...definition, settings: definition.settings ?? {} };
}

/** Rules that belong together: a file of this folder, a page of the documentation. */
export interface Family {
  readonly id: string;
  readonly title: string;
  /** What they are about. */
  readonly about: string;
  readonly rules: readonly Rule[];
}
