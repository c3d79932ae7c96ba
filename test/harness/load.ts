import assert from "node:assert/strict";
import { createContainer, readLogs, removeContainer, startContainer, waitFor } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { until } from "../../tools/toolchain/index.ts";
import { engine, events, testLabels } from "./engine.ts";
import { unique } from "./run.ts";

/** What came of some load. */
export interface LoadOutcome {
  readonly requests: number;
  /** Each kind of failure that occurred. */
  readonly failures: readonly string[];
  /** All that wrk said. */
  readonly text: string;
}

/** Load from the host's network, by a container that ends with the test. */
export class Load {
  readonly #id: string;

  private constructor(id: string) {
    this.#id = id;
  }

  /** @param seconds how long at most, should nobody end it. */
  static async start(url: string, seconds: number): Promise<Load> {
    const id = await createContainer(engine, {
      name: unique("load"),
      Image: demoImage("load"),
      Cmd: ["-t1", "-c4", `-d${seconds}s`, "--timeout", "10s", url],
      Labels: testLabels,
      HostConfig: { NetworkMode: "host", NanoCpus: 0.1e9 },
    });
    await startContainer(engine, id, "load");
    const answering = await until(async () => (await fetch(url)).status === 200 || undefined, 5000);
    assert.equal(answering, true);
    return new Load(id);
  }

  /** Ends it before its time; it then says what it has seen. */
  async end(): Promise<LoadOutcome> {
    await engine.call("end the load", docker => docker.getContainer(this.#id).kill({ signal: "SIGINT" }));
    await waitFor(engine, events, this.#id, {
      deadline: 20_000,
      until: container => (container?.State.Running === false ? container : undefined),
    });
    const text = await readLogs(engine, this.#id);
    await removeContainer(engine, this.#id, { volumes: true });
    return {
      requests: Number(/(\d+) requests in/.exec(text)?.[1] ?? 0),
      failures: text.split("\n").filter(line => /Socket errors|Non-2xx/.test(line)),
      text,
    };
  }
}
