import { runtime } from "@pulumi/pulumi";

/**
 * Something kept for one run of a program. A process may run several, one after another or at once (Pulumi's Automation
 * API, tests), and what one has declared is nothing to the next. It stands on the run's own connection to Pulumi's
 * engine, under a symbol that all copies of this package share.
 */
export class PerRun<Value> {
  readonly #key: symbol;
  readonly #initial: () => Value;

  /** @param name what all copies of this package call it by. */
  constructor(name: string, initial: () => Value) {
    this.#key = Symbol.for(`pulumi-bulkhead/run/${name}`);
    this.#initial = initial;
  }

  get(): Value {
    const run: object = runtime.getMonitor() ?? globalThis;
    const found = Reflect.get(run, this.#key) as Value | undefined;
    if (found !== undefined) return found;
    const value = this.#initial();
    Object.defineProperty(run, this.#key, { value });
    return value;
  }
}
