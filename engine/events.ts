import type { EngineEvent } from "./api.ts";
import type { Engine } from "./engine.ts";

type Listener = (event: EngineEvent | "lost") => void;

/**
 * One event stream of an engine's containers, shared by everyone who waits for something.
 * A listener hears every event of its container, and `lost` when the stream ends, after which it must look for itself.
 */
export class EventStream {
  readonly #engine: Engine;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #starved = new Set<string>();
  #open: Promise<void> | undefined;
  #connection: { destroy(): void } | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Listens to a container's events; resolves, with the way to stop, once nothing can be missed any more. */
  async listen(containerId: string, listener: Listener): Promise<() => void> {
    const group = this.#listeners.get(containerId) ?? new Set();
    this.#listeners.set(containerId, group.add(listener));
    this.#open ??= this.#start();
    try {
      await this.#open;
    } catch (error) {
      this.#stopListening(containerId, listener);
      throw error;
    }
    return () => this.#stopListening(containerId, listener);
  }

  /** True for a container of which was heard, while anybody listened, that it ran out of memory. */
  hasStarved(containerId: string): boolean {
    return this.#starved.has(containerId);
  }

  /** Ends the stream; an open one keeps its process alive. */
  close(): void {
    this.#listeners.clear();
    this.#connection?.destroy();
  }

  #stopListening(containerId: string, listener: Listener): void {
    const group = this.#listeners.get(containerId);
    group?.delete(listener);
    if (group?.size === 0) this.#listeners.delete(containerId);
  }

  async #start(): Promise<void> {
    try {
      const stream = await this.#engine.read("listen to the engine's events", docker =>
        docker.getEvents({ filters: { type: ["container"] } }),
      );
      // What dockerode gives is the response of Node's own http.
      this.#connection = stream as unknown as { destroy(): void };
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.trim() !== "") this.#deliver(JSON.parse(line) as EngineEvent);
      });
      let open = true;
      const ended = (): void => {
        // A stream ends once, in one of three ways and often in two: by then another may have been opened.
        if (open) this.#ended();
        open = false;
      };
      for (const end of ["end", "close", "error"]) stream.on(end, ended);
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }

  #deliver(event: EngineEvent): void {
    if (event.Action === "oom") this.#starved.add(event.Actor.ID);
    for (const listener of this.#listeners.get(event.Actor.ID) ?? []) listener(event);
  }

  #ended(): void {
    if (this.#open === undefined) return;
    this.#open = undefined;
    for (const group of [...this.#listeners.values()]) for (const listener of [...group]) listener("lost");
  }
}
