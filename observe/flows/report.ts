import type { Protocol } from "../../topology/index.ts";

/** A connection between two, as often as it was seen. */
export interface SeenFlow {
  /** A workload, `host` or `outside`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** In how many samples. */
  readonly samples: number;
}

/** One that is held against what is declared. */
export interface JudgedFlow extends SeenFlow {
  /** Whether somebody declared it; absent where nothing is declared. */
  readonly declared?: boolean;
}

/** A flow that is declared, and was not seen. */
export interface UnusedFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number | "any";
  readonly protocol: string;
}

/** What was seen, and what it says of what is declared: `observe --format json`, as docs/schemas/observe.v1.json has it. */
export interface Observation {
  readonly version: 1;
  /** How long it was looked. */
  readonly seconds: number;
  readonly samples: number;
  readonly containers: number;
  readonly flows: readonly JudgedFlow[];
  /** What is declared between workloads, and nobody used. */
  readonly unused: readonly UnusedFlow[];
}
