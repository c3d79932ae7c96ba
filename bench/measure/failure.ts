/** A measurement that cannot be made: one sentence of what is wrong, one of what to do. */
export class BenchFailure extends Error {
  constructor(what: string, remedy: string) {
    super(`${what} ${remedy}`);
    this.name = "BenchFailure";
  }
}
