/** A setup that cannot go on: one sentence of what is missing, one of what to do. */
export class SetupFailure extends Error {
  /**
   * @param evidence lines that explain it, such as the last ones a program wrote.
   */
  constructor(what: string, remedy: string, evidence: readonly string[] = []) {
    super([`${what} ${remedy}`, ...evidence.map(line => `    ${line}`)].join("\n"));
    this.name = "SetupFailure";
  }
}
