import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { engine } from "./engine.ts";

/** What the engine says of containers while it goes on: who starts, is well and ends, in this order. */
export class Happenings {
  /** An event and a container's id each, e.g. `health_status: healthy 3f2a…`. */
  readonly all: string[] = [];
  readonly #stream: Readable;

  private constructor(stream: Readable) {
    this.#stream = stream;
    createInterface({ input: stream }).on("line", line => {
      const { Action, Actor } = JSON.parse(line) as { Action: string; Actor: { ID: string } };
      this.all.push(`${Action} ${Actor.ID}`);
    });
  }

  /** @param label which containers, as the engine's filter takes it. */
  static async of(label: readonly string[]): Promise<Happenings> {
    const event = ["start", "health_status", "die"];
    const stream = await engine.read("listen to a workload's events", docker =>
      docker.getEvents({ filters: { type: ["container"], event, label: [...label] } }),
    );
    // What dockerode gives is the response of Node's own http.
    return new Happenings(stream as unknown as Readable);
  }

  end(): void {
    this.#stream.destroy();
  }
}
