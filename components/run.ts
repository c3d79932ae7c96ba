import { runtime } from "@pulumi/pulumi";

/**
 * Something kept for one run of a program. A process may run several, one after another or at once (Pulumi's Automation
 * API, tests), and what one has declared is nothing to the next.
 */
export class PerRun<Value> {
  readonly #values = new WeakMap<object, Value>();
  readonly #initial: () => Value;

  constructor(initial: () => Value) {
    this.#initial = initial;
  }

  get(): Value {
    // Each run has its own connection to Pulumi's engine.
    const run = runtime.getMonitor() ?? outsideOfRuns;
    const value = this.#values.get(run) ?? this.#initial();
    this.#values.set(run, value);
    return value;
  }
}

const outsideOfRuns = {};
