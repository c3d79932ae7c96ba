import { readEngine } from "../../observe/index.ts";
import { OwnEngine } from "../../tools/ownEngine/index.ts";
import type { Topology } from "../../topology/index.ts";
import { type Comparison, compare } from "./compare.ts";
import { importSleeper, sleeper } from "./image.ts";
import { Machine } from "./machine.ts";
import { type Scene, sceneOf } from "./scene.ts";
import type { EngineSetting } from "./setting.ts";
import { setStage } from "./stage.ts";
import { Truth } from "./truth.ts";

/** What came of one scene. */
export interface Outcome extends Comparison {
  readonly seed: number;
  readonly scene: Scene;
  /** What the engine would not make, in its words. */
  readonly refused: readonly string[];
}

/** An engine of its own, and a machine beside it, on which one scene after another is made, tried and taken away. */
export class Trial {
  readonly #setting: EngineSetting;
  readonly #own: OwnEngine;
  readonly #machine: Machine;

  private constructor(setting: EngineSetting, own: OwnEngine, machine: Machine) {
    this.#setting = setting;
    this.#own = own;
    this.#machine = machine;
  }

  /** @param mark of the run it belongs to. @param env in which `dockerd` is found. */
  static async begin(mark: string, setting: EngineSetting, env: NodeJS.ProcessEnv): Promise<Trial> {
    const own = await OwnEngine.start(mark, { env, flags: setting.flags });
    try {
      await importSleeper(own.engine);
      return new Trial(setting, own, await Machine.of(own.pid, { drops: !setting.modern }));
    } catch (error) {
      await own.dispose();
      throw error;
    }
  }

  async of(seed: number): Promise<Outcome> {
    const { engine } = this.#own;
    const scene = sceneOf(seed, { modern: this.#setting.modern });
    const stage = await setStage(engine, sleeper, scene);
    try {
      const topology = this.#told(await readEngine(engine));
      const comparison = await compare(topology, await Truth.of(this.#machine, stage));
      return { seed, scene, refused: stage.refused, ...comparison };
    } finally {
      await stage.clear();
    }
  }

  async end(): Promise<void> {
    try {
      await this.#machine.close();
    } finally {
      await this.#own.dispose();
    }
  }

  #told(read: Topology): Topology {
    return { ...read, engine: { ...read.engine, ...this.#setting.facts } };
  }
}
