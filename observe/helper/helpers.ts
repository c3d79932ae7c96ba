import { type Engine, listContainers, removeContainer, SingleFile } from "../../engine/index.ts";
import type { HelperImage } from "./image.ts";
import { helperLabel, type Namespace, NamespaceHelper } from "./namespaceHelper.ts";

/** Milliseconds within which the engine is to have removed what has ended, before it is told to. */
const patience = 3000;

/** Helpers that start at a time: the engine makes more no faster. */
const starting = 8;

/** Helpers of one run: one for each namespace, kept to its end. */
export class Helpers {
  readonly run: string;
  readonly #image: HelperImage;
  readonly #helpers = new Map<Namespace, Promise<NamespaceHelper>>();
  /** As many queues as may start at a time. */
  readonly #queues = Array.from({ length: starting }, () => new SingleFile());

  constructor(image: HelperImage, run: string) {
    this.#image = image;
    this.run = run;
  }

  get engine(): Engine {
    return this.#image.engine;
  }

  /** The helper in a namespace, started where there is none yet. */
  async in(namespace: Namespace): Promise<NamespaceHelper> {
    const known = this.#helpers.get(namespace);
    if (known !== undefined) return await known;
    const start = () => NamespaceHelper.start(this.#image, namespace, this.run);
    const started = this.#queues[this.#helpers.size % starting]?.run(start) ?? start();
    this.#helpers.set(namespace, started);
    return await started;
  }

  /** Ends the helper in a namespace, of which nothing is asked any more: the engine removes it while others still work. */
  async leave(namespace: Namespace): Promise<void> {
    (await this.#helpers.get(namespace))?.end();
  }

  /** Ends all of them, and waits until the engine has removed them. */
  async end(): Promise<void> {
    const settled = await Promise.allSettled(this.#helpers.values());
    for (const one of settled) if (one.status === "fulfilled") one.value.end();
    if (settled.length > 0) await removeHelpers(this.#image.engine, this.run, patience);
  }
}

/** Waits until no helper of a run is left; what is after that time is removed. */
export async function removeHelpers(engine: Engine, run: string, within: number): Promise<void> {
  const deadline = Date.now() + within;
  for (;;) {
    const left = await listContainers(engine, [`${helperLabel}=${run}`]);
    if (left.length === 0) return;
    if (Date.now() >= deadline) {
      await Promise.all(left.map(({ Id }) => removeContainer(engine, Id, { volumes: true })));
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}
