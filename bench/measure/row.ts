import { median, type Spread, spreadOf } from "./statistics.ts";

/** `files`, `scenes` and `answers` how many, `s` seconds, `ms` thousandths of one, `/s` so often in one, `x` a ratio, `MB` 1,000,000 bytes, `MB/s` of them in a second, `%` of a hundred, `exponent` the k of a growth like n to the k. */
export type Unit =
  | "files"
  | "scenes"
  | "answers"
  | "s"
  | "ms"
  | "/s"
  | "x"
  | "MB"
  | "MB/s"
  | "%"
  | "exponent";

/** One line of a report: the median of what was measured, and whether that is as good as it should be. */
export interface Row {
  readonly metric: string;
  readonly value: number;
  readonly unit: Unit;
  readonly spread: Spread;
  /** E.g. `<= 1.25 x`. */
  readonly goal?: string;
  readonly met?: boolean;
}

/** The highest value that is good enough, or the lowest. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** A row of what was measured, one sample per round. */
export function measured(metric: string, unit: Unit, samples: readonly number[], goal?: Goal): Row {
  return judged({ metric, unit, value: median(samples), spread: spreadOf(samples) }, goal);
}

/**
 * A row computed from other rows. Its value is computed from their medians, so that a reader can do it again; its spread,
 * from the samples of each round.
 */
export function computed(
  metric: string,
  unit: Unit,
  inputs: readonly (readonly number[])[],
  compute: (...values: number[]) => number,
  goal?: Goal,
): Row {
  const rounds = Math.min(...inputs.map(samples => samples.length));
  const perRound = Array.from({ length: rounds }, (_, round) =>
    compute(...inputs.map(samples => samples[round] ?? Number.NaN)),
  );
  return judged({ metric, unit, value: compute(...inputs.map(median)), spread: spreadOf(perRound) }, goal);
}

function judged(row: Row, goal: Goal | undefined): Row {
  if (goal === undefined) return row;
  return "atMost" in goal
    ? { ...row, goal: `<= ${goal.atMost} ${row.unit}`, met: row.value <= goal.atMost }
    : { ...row, goal: `>= ${goal.atLeast} ${row.unit}`, met: row.value >= goal.atLeast };
}
