import { setTimeout as pause } from "node:timers/promises";
import type { OwnSwarm } from "../../tools/ownEngine/index.ts";
import { type Called, Callers } from "./callers.ts";

/** Two nodes of a swarm that do not reach each other, and calls to both of them meanwhile. */
export class Cut {
  readonly #swarm: OwnSwarm;
  readonly #names: readonly [string, string];
  readonly #callers: Callers;
  readonly #since = performance.now();

  private constructor(swarm: OwnSwarm, names: readonly [string, string], callers: Callers) {
    this.#swarm = swarm;
    this.#names = names;
    this.#callers = callers;
  }

  static async between(swarm: OwnSwarm, names: readonly [string, string]): Promise<Cut> {
    const urls = names.map(name => `http://${swarm.node(name).address}:8080/items`);
    const callers = await Callers.start(swarm.fromOutside, urls);
    const cut = new Cut(swarm, names, callers);
    await cut.#part(true);
    return cut;
  }

  /** Mends it once it has lasted so many milliseconds; says what came of the calls. */
  async mend(after: number): Promise<Called> {
    // That it lasts is what is tried: there is nothing to wait for.
    await pause(Math.max(0, after - (performance.now() - this.#since)));
    await this.#part(false);
    return await this.#callers.end();
  }

  async #part(apart: boolean): Promise<void> {
    const [one, other] = this.#names;
    await this.#swarm.part([this.#swarm.node(one), this.#swarm.node(other)], apart);
  }
}
