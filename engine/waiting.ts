import type { ContainerInspect } from "./api.ts";
import { inspectContainer } from "./containers.ts";
import type { Engine } from "./engine.ts";
import type { EventStream } from "./events.ts";
import { EngineFailure } from "./failure.ts";

/** What to wait for, and for how long. */
export interface Wait<T> {
  /** Looks at the container (undefined: gone) and answers with what was waited for, or undefined for "not yet". */
  readonly until: (container: ContainerInspect | undefined) => T | undefined;
  /** Milliseconds after which the wait ends with undefined. */
  readonly deadline: number;
  /** Breaks the wait off; it then throws an {@link EngineFailure} of kind `cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for a container to become what `until` wants. It looks once, and then again after each event the engine
 * sends about the container; there is no polling. Resolves with undefined when the deadline passes first.
 */
export async function waitFor<T>(
  engine: Engine,
  events: EventStream,
  id: string,
  wait: Wait<T>,
): Promise<T | undefined> {
  const bell = new Bell();
  let stop = await events.listen(id, event => bell.ring(event));
  const timer = setTimeout(() => bell.ring("deadline"), wait.deadline);
  const onAbort = (): void => bell.ring("cancelled");
  wait.signal?.addEventListener("abort", onAbort);
  try {
    if (wait.signal?.aborted) bell.ring("cancelled");
    for (;;) {
      const answer = wait.until(await inspectContainer(engine, id));
      if (answer !== undefined) return answer;
      const rung = await bell.next();
      if (rung === "deadline") return wait.until(await inspectContainer(engine, id));
      if (rung === "cancelled") throw cancelled(id);
      if (rung === "lost") {
        stop();
        stop = await events.listen(id, event => bell.ring(event));
      }
    }
  } finally {
    stop();
    clearTimeout(timer);
    wait.signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * Hears whether a container ends. It listens from the moment it is there, which is to be before the container's start,
 * so that not even the shortest life is missed.
 */
export class EndWatch {
  readonly #id: string;
  readonly #bell: Bell;
  /** Ends the listening. */
  readonly stop: () => void;

  private constructor(id: string, bell: Bell, stop: () => void) {
    this.#id = id;
    this.#bell = bell;
    this.stop = stop;
  }

  static async begin(events: EventStream, id: string): Promise<EndWatch> {
    const bell = new Bell();
    const stop = await events.listen(id, event => {
      // Without the stream nobody would say it: the caller must look.
      if (event === "lost" || event.Action === "die") bell.ring("ended");
    });
    return new EndWatch(id, bell, stop);
  }

  /** Resolves when the container has ended, or may have, and otherwise after this many milliseconds. */
  async within(milliseconds: number, signal: AbortSignal): Promise<void> {
    const timer = setTimeout(() => this.#bell.ring("deadline"), milliseconds);
    const onAbort = (): void => this.#bell.ring("cancelled");
    signal.addEventListener("abort", onAbort);
    try {
      if (signal.aborted || (await this.#bell.next()) === "cancelled") throw cancelled(this.#id);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }
}

function cancelled(id: string): EngineFailure {
  return new EngineFailure(
    "cancelled",
    `Waiting for container ${id.slice(0, 12)} was cancelled.`,
    "Run the command again to go on.",
  );
}

/** Collects what happened while nobody was listening, so that no event between two looks is missed. */
class Bell {
  #rung: unknown[] = [];
  #wake: (() => void) | undefined;

  ring(what: unknown): void {
    this.#rung.push(what);
    this.#wake?.();
  }

  /** The most telling of what has rung since the last call. */
  async next(): Promise<"event" | "lost" | "deadline" | "cancelled"> {
    if (this.#rung.length === 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    const rung = this.#rung;
    this.#rung = [];
    for (const telling of ["cancelled", "deadline", "lost"] as const)
      if (rung.includes(telling)) return telling;
    return "event";
  }
}
