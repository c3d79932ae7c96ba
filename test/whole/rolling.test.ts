import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createContainer, readLogs, removeContainer, startContainer, waitFor } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { until } from "../../tools/toolchain/index.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine, events, testLabels } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";
import { unique } from "../harness/run.ts";

describe("a rolling replacement, as the document has it, deployed by pulumi up", () => {
  let stack: Deployed;

  before(async function () {
    this.timeout(120_000);
    stack = await Deployed.of({ rolling: await example("rolling", "rolling") }, { config: { release: "1" } });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  it("loses no request under load while all replicas are replaced, one after another", async function () {
    this.timeout(180_000);
    const old = await stack.containers("api");
    const load = await Load.start(await webAddress(), 120);
    const seen = await Happenings.of("api", stack.labels);
    await stack.project.succeed(["config", "set", "release", "2"]);
    await stack.project.up();
    seen.end();
    const outcome = await load.end();
    assert.deepEqual(outcome.failures, [], outcome.text);
    assert.ok(outcome.requests > 1000, outcome.text);

    const now = await stack.containers("api");
    assert.ok(now.every(({ Config }) => Config.Env?.includes("RELEASE=2")));
    const [first, second] = now.map(({ Id }) => Id);
    const [oldFirst, oldSecond] = old.map(({ Id }) => Id);
    assert.deepEqual(seen.all, [
      `start ${first}`,
      `health_status: healthy ${first}`,
      `start ${second}`,
      `health_status: healthy ${second}`,
      `die ${oldSecond}`,
      `die ${oldFirst}`,
    ]);
  });

  it("stops at a version that does not become well, and the old one serves on, without a lost request", async function () {
    this.timeout(180_000);
    const old = await stack.containers("api");
    const text = await example("rolling", "rolling");
    await stack.project.writeModule(
      "rolling",
      text
        .replace('interval: "1s" }', 'interval: "1s", retries: 1, startPeriod: "0s" }')
        .replace("8080/health", "8080/nosuch"),
    );
    const load = await Load.start(await webAddress(), 60);
    const up = await stack.project.pulumi(["up", "--yes", "--skip-preview"]);
    assert.notEqual(up.code, 0);
    assert.match(up.stdout + up.stderr, /api1-\w+ is unhealthy.*it is stopped, and stays for a look/s);
    const outcome = await load.end();
    assert.deepEqual(outcome.failures, [], outcome.text);
    const running = (await stack.containers("api")).filter(({ State }) => State.Running);
    assert.deepEqual(running.map(({ Id }) => Id).sort(), old.map(({ Id }) => Id).sort());
  });

  it("goes on with a better version, and leaves nothing of the broken one", async function () {
    this.timeout(180_000);
    const load = await Load.start(await webAddress(), 120);
    await stack.project.writeModule("rolling", await example("rolling", "rolling"));
    await stack.project.succeed(["config", "set", "release", "3"]);
    await stack.project.up();
    const outcome = await load.end();
    assert.deepEqual(outcome.failures, [], outcome.text);
    const now = await stack.containers("api");
    assert.deepEqual(
      now.map(({ State, Config }) => [State.Running, Config.Env?.includes("RELEASE=3")]),
      [
        [true, true],
        [true, true],
      ],
    );
    await stack.project.up("--expect-no-changes", "--refresh");
  });

  /** Where the proxy answers, within the network of its port. */
  async function webAddress(): Promise<string> {
    const { rolling } = (await stack.project.outputs()) as { rolling: { url: string } };
    return `${rolling.url}/replica`;
  }
});

/** What the engine says of a workload's containers while it goes on: who starts, is well and ends, in this order. */
class Happenings {
  readonly all: string[] = [];
  readonly #stream: Readable;

  private constructor(stream: Readable) {
    this.#stream = stream;
    createInterface({ input: stream }).on("line", line => {
      const { Action, Actor } = JSON.parse(line) as { Action: string; Actor: { ID: string } };
      this.all.push(`${Action} ${Actor.ID}`);
    });
  }

  static async of(workload: string, labels: readonly string[]): Promise<Happenings> {
    const label = [...labels, `bulkhead.workload=${workload}`];
    const event = ["start", "health_status", "die"];
    const stream = await engine.read("listen to a workload's events", docker =>
      docker.getEvents({ filters: { type: ["container"], event, label } }),
    );
    // What dockerode gives is the response of Node's own http.
    return new Happenings(stream as unknown as Readable);
  }

  end(): void {
    this.#stream.destroy();
  }
}

/** What came of some load. */
interface Outcome {
  readonly requests: number;
  /** Each kind of failure that occurred. */
  readonly failures: readonly string[];
  /** All that wrk said. */
  readonly text: string;
}

/** Load from the host's network, by a container that ends with the test. */
class Load {
  readonly #id: string;

  private constructor(id: string) {
    this.#id = id;
  }

  static async start(url: string, seconds: number): Promise<Load> {
    const id = await createContainer(engine, {
      name: unique("load"),
      Image: demoImage("load"),
      Cmd: ["-t1", "-c8", `-d${seconds}s`, "--timeout", "10s", url],
      Labels: testLabels,
      HostConfig: { NetworkMode: "host", NanoCpus: 0.3e9 },
    });
    await startContainer(engine, id, "load");
    const answering = await until(async () => (await fetch(url)).status === 200 || undefined, 5000);
    assert.equal(answering, true);
    return new Load(id);
  }

  /** Ends it before its time; it then says what it has seen. */
  async end(): Promise<Outcome> {
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
