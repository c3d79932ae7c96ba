import { type Verification, verifySummary, verifyTable } from "../observe/index.ts";
import { exitStatus } from "./failure.ts";
import { invocation } from "./invocation.ts";
import { statusOf } from "./verification.ts";

/** All that is known of a stack against what it declares. */
export interface Evidence {
  /** Edges as they were computed. */
  readonly excess: number;
  readonly missing: number;
  /** What came of trying; undefined where nothing was tried. */
  readonly tried: Verification | undefined;
}

/** One word on a stack: what is said, and how the command ends. */
export interface Verdict {
  readonly text: string;
  readonly status: number;
}

/** Puts what was computed and what was tried into one verdict: neither is well while the other is not. */
export function verdictOf({ excess, missing, tried }: Evidence): Verdict {
  const computed = excess + missing > 0 ? exitStatus.findings : exitStatus.fine;
  const found = tried === undefined ? exitStatus.fine : statusOf(tried);
  // What is wrong for certain outdoes what could not be told.
  const status = [computed, found].includes(exitStatus.findings) ? exitStatus.findings : found;
  const attempts =
    tried === undefined ? "" : found === exitStatus.fine ? verifySummary(tried) : verifyTable(tried);
  if (computed === exitStatus.fine) return { text: attempts, status };
  const counted = `Not all is as declared: ${excess} in excess and ${missing} missing, as computed above`;
  const remedy = `\`${invocation("reach --explain")}\` says what opens each, and what to do.`;
  const own = found === exitStatus.fine && tried !== undefined && tried.probes.length > 0;
  const beside = own ? `; of the ${tried.probes.length} connections tried each came out as declared` : "";
  const before = own || attempts === "" ? "" : `${attempts}\n\n`;
  return { text: `${before}${counted}${beside}.\n${remedy}`, status };
}
