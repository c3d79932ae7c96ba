import { hash } from "node:crypto";
import type { Found, Severity, Verdict } from "../rule.ts";

/** One thing that a rule has found: part of the documented format of `bulkhead check`. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  readonly level: "advisory" | "mandatory";
  readonly severity: Severity;
  /** `unknown`: whether the rule is broken cannot be told. */
  readonly verdict: Verdict;
  /** E.g. `workload/db`, `network/data`, `flow/web->db:5432/tcp`. */
  readonly resource: string;
  readonly message: string;
  readonly remedy: string;
  readonly file?: string;
  /** Counts from 1. */
  readonly line?: number;
  readonly evidence: string;
  /** The same for as long as rule, resource and evidence are. */
  readonly fingerprint: string;
  /** The URN of the Pulumi resource, where there is one. */
  readonly origin?: string;
  /** The reviewed exception that covers it: such a finding is no reason to refuse anything. */
  readonly excepted?: Excepted;
}

/** Why a finding is let pass. */
export interface Excepted {
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds: `2027-01-31`. */
  readonly expiry: string;
}

/** Names a finding for good: tools follow it by this from one run to the next. */
export function fingerprint(
  rule: string,
  { subject, evidence }: Pick<Found, "subject" | "evidence">,
): string {
  const parts = [rule, subject.name, evidence];
  return hash("sha256", JSON.stringify(parts), "hex").slice(0, 32);
}
