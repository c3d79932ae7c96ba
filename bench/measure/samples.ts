/** Measurements by name, in the order in which the names first came up; one per round. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(name: string, value: number): void {
    const values = this.#values.get(name) ?? [];
    this.#values.set(name, values);
    values.push(value);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  find(name: string): readonly number[] | undefined {
    return this.#values.get(name);
  }

  of(name: string): readonly number[] {
    const values = this.find(name);
    if (values === undefined) throw new Error(`Nothing was measured under the name "${name}".`);
    return values;
  }
}
