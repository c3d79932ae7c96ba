/** One of several that write. */
export interface Turn {
  readonly write: (text: string) => void;
  /** Lets the next one write. */
  readonly end: () => void;
}

/**
 * Lets several write one after the other, in the order they came in, though they are at work at the same time: the first
 * of those that go on is read as it writes, and what the others write is kept until it is their turn.
 */
export class Turns {
  readonly #sink: (text: string) => void;
  readonly #open: { kept: string; ended: boolean }[] = [];

  constructor(sink: (text: string) => void) {
    this.#sink = sink;
  }

  take(): Turn {
    const own = { kept: "", ended: false };
    this.#open.push(own);
    return {
      write: text => {
        own.kept += text;
        this.#pass();
      },
      end: () => {
        own.ended = true;
        this.#pass();
      },
    };
  }

  #pass(): void {
    for (let first = this.#open[0]; first !== undefined; first = this.#open[0]) {
      if (first.kept !== "") this.#sink(first.kept);
      first.kept = "";
      if (!first.ended) return;
      this.#open.shift();
    }
  }
}
