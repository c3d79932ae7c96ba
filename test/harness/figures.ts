/** What came of some tests. */
export interface Figures {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Those that failed: the full title, and what was said, in further lines. */
  readonly failures: readonly string[];
}

/** What stands for a part of a run that broke down before it could count: a failure that must be seen as one. */
export const brokenDown: Figures = {
  passed: 0,
  failed: 1,
  skipped: 0,
  failures: ["(it did not come to its end)"],
};

/** A part of a run, and what came of it. */
export interface Part {
  /** What it ran on: `Engine 20.10.24`. */
  readonly name: string;
  readonly figures: Figures;
  readonly seconds: number;
}

export function sumOf(parts: readonly Part[]): Figures {
  return parts.reduce<Figures>(
    (sum, { figures }) => ({
      passed: sum.passed + figures.passed,
      failed: sum.failed + figures.failed,
      skipped: sum.skipped + figures.skipped,
      failures: [...sum.failures, ...figures.failures],
    }),
    { passed: 0, failed: 0, skipped: 0, failures: [] },
  );
}

/** `12 passed, 0 failed`. */
export function figuresText({ passed, failed, skipped }: Figures): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

/** Lines of a failure that are told again at the end: its first and its last ones. */
const told = { first: 10, last: 30 } as const;

/** A failed test as it is told at the end of a run, where what came before may be far away. */
export function failureText(title: string, message: string): string {
  const lines = message.trimEnd().split("\n");
  const isLong = lines.length > told.first + told.last;
  const shown = isLong ? [...lines.slice(0, told.first), "…", ...lines.slice(-told.last)] : lines;
  return [title, ...shown].join("\n");
}

/** The end of a run: each part's figures and failures, and the sum as its last line. */
export function summary(parts: readonly Part[]): string {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const lines = parts.flatMap(({ name, figures, seconds }) => [
    `${`${name}:`.padEnd(width + 1)} ${figuresText(figures)} (${Math.round(seconds)} s)`,
    ...figures.failures.map(failure => `    ✖ ${failure.replaceAll("\n", "\n        ")}`),
  ]);
  const each = parts.length > 1 || parts.some(({ figures }) => figures.failed > 0) ? ["", ...lines, ""] : [];
  return [...each, figuresText(sumOf(parts)), ""].join("\n");
}
