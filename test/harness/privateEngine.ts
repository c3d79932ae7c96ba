import { type Engine, inspectImage } from "../../engine/index.ts";
import { OwnEngine, type OwnEngineOptions } from "../../tools/ownEngine/index.ts";
import { engine as sharedEngine } from "./engine.ts";
import { runId } from "./run.ts";

/**
 * An engine of a test's own, of the release the test runs on, which may be stopped and started without disturbing
 * anybody. Its containers live and die with it, and it with the test, also where that is killed.
 */
export class PrivateEngine {
  readonly #own: OwnEngine;

  private constructor(own: OwnEngine) {
    this.#own = own;
  }

  /** Starts an engine and gives it the images. */
  static async create(images: readonly string[], options: OwnEngineOptions = {}): Promise<PrivateEngine> {
    const created = new PrivateEngine(await OwnEngine.start(runId, options));
    for (const image of images) await created.#take(image);
    return created;
  }

  get engine(): Engine {
    return this.#own.engine;
  }

  get host(): string {
    return this.#own.host;
  }

  /** Id of its process, whose network its containers' ports and its loopback address are in. */
  get pid(): number {
    return this.#own.pid;
  }

  /** @param env where `dockerd` is found from now on, for one of another release. */
  async start(env?: NodeJS.ProcessEnv): Promise<void> {
    await this.#own.start(env);
  }

  /** Stops the engine as the system does, and its containers with it; with SIGKILL, as a breakdown of all of it does. */
  async stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#own.stop(signal);
  }

  async dispose(): Promise<void> {
    await this.#own.dispose();
  }

  async #take(image: string): Promise<void> {
    if ((await inspectImage(this.engine, image)) !== undefined) return;
    const archive = await sharedEngine.read(`save image ${image}`, docker => docker.getImage(image).get());
    await this.engine.call(`load image ${image}`, async docker => {
      const answer = await docker.loadImage(archive);
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(answer, error => (error ? reject(error) : resolve()));
      });
    });
  }
}
