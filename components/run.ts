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
    const connection: object = runtime.getMonitor() ?? globalThis;
    const run = (Reflect.get(connection, runOf) as object | undefined) ?? connection;
    const found = Reflect.get(run, this.#key) as Value | undefined;
    if (found !== undefined) return found;
    const value = this.#initial();
    Object.defineProperty(run, this.#key, { value });
    return value;
  }
}

const runOf = Symbol.for("pulumi-bulkhead/run-of");

/**
 * Makes the connection at hand one of a run that has several: a component provider gets one for each component that a
 * program in another language makes.
 *
 * @param run the same for all of them.
 */
export function isPartOf(run: object): void {
  const connection: object | undefined = runtime.getMonitor();
  if (connection !== undefined) Object.defineProperty(connection, runOf, { value: run });
}
