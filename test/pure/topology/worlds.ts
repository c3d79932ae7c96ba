import type { Maybe, Verdict } from "../../../topology/index.ts";
import { isUnknown } from "../../../topology/index.ts";

/** One way things may turn out to be: every question about something unknown has one answer in it. */
export interface World {
  /** The answer to a question about this world, one of the options. */
  pick<T>(question: string, options: readonly T[]): T;
  /** A value, or one of the options where it is not known. */
  value<T>(question: string, value: Maybe<T>, options: readonly T[]): T;
  flag(question: string, value: Maybe<boolean>): boolean;
}

/**
 * Tries a statement in every world there may be: allowed where it holds in all of them, denied where in none.
 * Only what the statement asks for makes worlds differ.
 */
export function inEveryWorld(holds: (world: World) => boolean): Verdict {
  const results = new Set<boolean>();
  let next: number[] | undefined = [];
  while (next !== undefined && results.size < 2) {
    const path: Path = new Path(next);
    results.add(holds(path));
    next = path.successor();
  }
  if (results.size === 2) return "unknown";
  return results.has(true) ? "allowed" : "denied";
}

/** A world made up as it is asked about; the answers to the first questions are prescribed. */
class Path implements World {
  readonly #prescribed: readonly number[];
  readonly #answers = new Map<string, { readonly index: number; readonly count: number }>();

  constructor(prescribed: readonly number[]) {
    this.#prescribed = prescribed;
  }

  pick<T>(question: string, options: readonly T[]): T {
    const index = this.#answers.get(question)?.index ?? this.#prescribed[this.#answers.size] ?? 0;
    this.#answers.set(question, { index, count: options.length });
    const answer = options[index];
    if (answer === undefined) throw new Error(`There is no answer ${index} to ${question}.`);
    return answer;
  }

  value<T>(question: string, value: Maybe<T>, options: readonly T[]): T {
    return isUnknown(value) ? this.pick(question, options) : value;
  }

  flag(question: string, value: Maybe<boolean>): boolean {
    return this.value(question, value, [true, false]);
  }

  /** The answers that lead to the next world; undefined after the last. */
  successor(): number[] | undefined {
    const answers = [...this.#answers.values()];
    const last = answers.findLastIndex(({ index, count }) => index + 1 < count);
    if (last === -1) return undefined;
    return answers.slice(0, last + 1).map(({ index }, at) => (at === last ? index + 1 : index));
  }
}
