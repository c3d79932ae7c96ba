import { type ComponentResource, output } from "@pulumi/pulumi";

/** The components that one run of a program in another language has made so far. */
export class Made {
  readonly #byUrn = new Map<string, ComponentResource>();
  readonly #byName = new Map<string, ComponentResource[]>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #patience: number;

  /** @param patience milliseconds for which one that is given by its name is waited for. */
  constructor(patience = 30_000) {
    this.#patience = patience;
  }

  /** Notes a component, once Pulumi's engine knows it. */
  async add(name: string, made: ComponentResource): Promise<void> {
    const urn = await promiseOf(made.urn);
    this.#byUrn.set(urn, made);
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), made]);
    for (const tell of this.#waiting.get(name) ?? []) tell();
    this.#waiting.delete(name);
  }

  /** The component that a program refers to. */
  referred(urn: string): ComponentResource {
    const found = this.#byUrn.get(urn);
    if (found !== undefined) return found;
    const name = urn.split("::").at(-1);
    throw new Error(
      `${name} was not made by this run of the program. Give a component that the program makes itself, with the same provider.`,
    );
  }

  /**
   * The component of a name that something asks of. A program's components are made side by side, so one that is not
   * there yet is waited for.
   *
   * @param suits what is asked for.
   * @param wait milliseconds.
   * @returns undefined where none comes.
   */
  async named(
    name: string,
    suits: (made: ComponentResource) => boolean,
    wait = this.#patience,
  ): Promise<ComponentResource | undefined> {
    const find = () => this.#byName.get(name)?.find(suits);
    const deadline = Date.now() + wait;
    for (let left = wait; find() === undefined && left > 0; left = deadline - Date.now())
      await this.#next(name, left);
    return find();
  }

  /** Names of those that something can be asked of, in their order. */
  names(suits: (made: ComponentResource) => boolean): string[] {
    return [...this.#byName].flatMap(([name, made]) => (made.some(suits) ? [name] : [])).sort();
  }

  async #next(name: string, wait: number): Promise<void> {
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting);
    await new Promise<void>(resolve => {
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, wait);
      waiting.add(end);
    });
  }
}

/** What an output holds, which Pulumi's SDK hands out to providers alone. */
async function promiseOf(value: ComponentResource["urn"]): Promise<string> {
  return await new Promise(resolve => {
    output(value).apply(resolve);
  });
}
