/** The way to a value in a compose file, written out only when it is to be shown. */
export class Path {
  readonly #above: Path | undefined;
  readonly #step: string | number;

  constructor(step: string | number = "", above?: Path) {
    this.#above = above;
    this.#step = step;
  }

  to(step: string | number): Path {
    return new Path(step, this);
  }

  /** E.g. `services.web.ports[0]`. */
  toString(): string {
    const above = this.#above?.toString() ?? "";
    if (typeof this.#step === "number") return `${above}[${this.#step}]`;
    return above === "" ? this.#step : `${above}.${this.#step}`;
  }
}
