/**
 * What a component knows beside its outputs, and others ask of it. It stands on the component itself, under a symbol of
 * the registry that all copies of this package share: a Segment of one copy serves a Workload of another. A field would
 * become an output, since Pulumi's schema analyzer takes every field of a component, private ones included, for one.
 */
export class Facet<Value> {
  readonly #key: symbol;

  /** @param name what all copies of this package call it by. */
  constructor(name: string) {
    this.#key = Symbol.for(`pulumi-bulkhead/${name}`);
  }

  set(owner: object, value: Value): void {
    Object.defineProperty(owner, this.#key, { value });
  }

  /** The value, or undefined where there is none; whoever is asked may be anything. */
  find(owner: unknown): Value | undefined {
    if (typeof owner !== "object" || owner === null) return undefined;
    return Reflect.get(owner, this.#key) as Value | undefined;
  }

  get(owner: object): Value {
    const value = this.find(owner);
    if (value === undefined) throw new Error("This component is still being constructed.");
    return value;
  }
}
