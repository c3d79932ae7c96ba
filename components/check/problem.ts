/** What is wrong with one argument. */
export interface Problem {
  /** E.g. `tiers.web.ports[0]`; empty for the arguments as a whole. */
  readonly path: string;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}
