/** A setup that cannot go on: one sentence of what is missing, one of what to do. */
export class SetupFailure extends Error {
  constructor(what: string, remedy: string) {
    super(`${what} ${remedy}`);
    this.name = "SetupFailure";
  }
}
