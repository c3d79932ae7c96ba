/** Could not tell: bad input, no engine, no stack. One sentence of what, one of what to do; exit status 2. */
export class CliFailure extends Error {
  constructor(what: string, remedy: string) {
    super(`${what} ${remedy}`.trimEnd());
    this.name = "CliFailure";
  }
}

/** Exit statuses of every command. */
export const exitStatus = { fine: 0, findings: 1, cannotTell: 2 } as const;
