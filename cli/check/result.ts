import type { Finding, Profile } from "../../policies/index.ts";
import type { Remark } from "../sources/subject.ts";

/** What became of one source: findings, or why there are none. */
export interface Judged {
  /** A stack or a file. */
  readonly name: string;
  /** The file it is written in, for findings that have no better place. */
  readonly file?: string;
  readonly findings: readonly Finding[];
  /** The levels by which it was judged. */
  readonly profile: Profile;
  /** How many workloads there are. */
  readonly size: number;
  /** How many findings a baseline knew. */
  readonly known: number;
  /** Why it cannot be told, or not all of it. */
  readonly errors: readonly Remark[];
}

/** All findings of several sources. */
export function allFindings(results: readonly Judged[]): Finding[] {
  return results.flatMap(({ findings }) => findings);
}

/** A finding that nobody has let pass. */
export function isOpen({ excepted }: Finding): boolean {
  return excepted === undefined;
}
