/**
 * What a component knows beside its outputs. Pulumi's schema analyzer takes every field of a component, private ones
 * included, for an output; what must not become one is kept here.
 */
export class Hidden<Owner extends object, Value> {
  readonly #values = new WeakMap<Owner, Value>();

  set(owner: Owner, value: Value): void {
    this.#values.set(owner, value);
  }

  /** The value, or undefined where there is none. */
  find(owner: Owner): Value | undefined {
    return this.#values.get(owner);
  }

  get(owner: Owner): Value {
    const value = this.find(owner);
    if (value === undefined) {
      throw new Error(
        "This component is still being constructed, or comes from another copy of pulumi-bulkhead.",
      );
    }
    return value;
  }
}
