import { allFindings, type Judged } from "../result.ts";

/** For other programs; the layout is stable within a version. */
export function json(results: readonly Judged[]): string {
  const errors = results.flatMap(result => result.errors.map(error => ({ source: result.name, ...error })));
  const sources = results.map(({ name, profile }) => ({ name, profile }));
  return JSON.stringify({ version: 1, sources, findings: allFindings(results), errors }, null, 2);
}
