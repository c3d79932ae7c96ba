import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Engine, EngineEvent } from "../../engine/index.ts";
import { isOf, type StackMark } from "../../observe/index.ts";

/**
 * Hears what happens to a stack's containers, until the signal comes or the engine is gone.
 *
 * @param actions events' names, e.g. `start`.
 */
export async function happenings(
  engine: Engine,
  stack: StackMark,
  actions: readonly string[],
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const stream = await engine.read("listen to the engine's events", async docker => {
    const filters = {
      type: ["container" as const],
      event: [...actions],
      label: [`bulkhead.stack=${stack.label}`],
    };
    // What dockerode gives is the response of Node's own http.
    return (await docker.getEvents({ filters })) as unknown as Readable;
  });
  const stop = (): void => void stream.destroy();
  signal.addEventListener("abort", stop);
  try {
    const ended = new Promise<void>(resolve => {
      for (const end of ["end", "close", "error"]) stream.on(end, () => resolve());
    });
    createInterface({ input: stream }).on("line", line => {
      const event = JSON.parse(line) as EngineEvent;
      if (isOf(stack, event.Actor.Attributes)) onEvent(event);
    });
    await ended;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
