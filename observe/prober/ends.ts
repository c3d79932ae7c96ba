import { type Engine, EventStream, listContainers } from "../../engine/index.ts";

/** Watches containers end, also those that are started again at once: their network is another one then. */
export class Ends {
  readonly #engine: Engine;
  readonly #events: EventStream;
  readonly #ids: readonly string[];
  readonly #heard = new Set<string>();

  constructor(engine: Engine, ids: readonly string[]) {
    this.#engine = engine;
    this.#events = new EventStream(engine);
    this.#ids = ids;
  }

  /** Watches from now on; resolves once nothing is missed any more. */
  async watch(): Promise<void> {
    await Promise.all(
      this.#ids.map(id =>
        this.#events.listen(id, event => {
          if (event !== "lost" && event.Action === "die") this.#heard.add(id);
        }),
      ),
    );
  }

  /** Those that have ended since, or were not there any more. */
  async soFar(): Promise<ReadonlySet<string>> {
    const listed = await listContainers(this.#engine, []);
    const running = new Set(listed.flatMap(({ Id, State }) => (State === "running" ? [Id] : [])));
    return new Set(this.#ids.filter(id => this.#heard.has(id) || !running.has(id)));
  }

  close(): void {
    this.#events.close();
  }
}
