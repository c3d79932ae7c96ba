import type { Finding } from "../../policies/index.ts";
import type { Remark } from "../sources/subject.ts";

/** What became of one source: findings, or why there are none. */
export interface Judged {
  /** A stack or a file. */
  readonly name: string;
  /** The file it is written in, for findings that have no better place. */
  readonly file?: string;
  readonly findings: readonly Finding[];
  /** Why it cannot be told; then there are no findings. */
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
