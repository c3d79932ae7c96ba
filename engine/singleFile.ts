/** Work that is done one after another, in the order in which it is asked for. */
export class SingleFile {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work once all that was asked for before it has ended, well or not. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}
