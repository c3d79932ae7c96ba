import { allFindings, type Judged } from "../result.ts";

/** For other programs; the layout is stable within a version. */
export function json(results: readonly Judged[]): string {
  const errors = results.flatMap(result => result.errors.map(error => ({ source: result.name, ...error })));
  return JSON.stringify({ version: 1, findings: allFindings(results), errors }, null, 2);
}
