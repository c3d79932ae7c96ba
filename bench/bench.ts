import type { Report } from "./measure/report.ts";

/** What a bench may use. */
export interface BenchContext {
  readonly rounds: number;
  /** Ends the bench early; it still removes what it made. */
  readonly signal: AbortSignal;
  /** One line on how far it is. */
  readonly say: (line: string) => void;
  /** What it is to measure, where that is not its own. */
  readonly folder?: string;
  /** A checkout of another commit of this project, with its packages installed, to be measured beside this one. */
  readonly beside?: string;
}

/** One measurement that can be asked for by name. */
export interface Bench {
  /** One line, for the list. */
  readonly summary: string;
  readonly run: (context: BenchContext) => Promise<Report>;
}
