import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { connectNetwork, disconnectNetwork, Engine, failedWith } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/until.ts";
import { type Call, json, nameOf, type Reply, refusal } from "../harness/faults/call.ts";
import { FaultyEngine } from "../harness/faults/faultyEngine.ts";

/** An engine that answers a call when a test says so. */
class SlowEngine {
  /** The calls that wait for their answer, e.g. `POST /networks/net/connect a`. */
  readonly waiting = new Map<string, (reply: Reply) => void>();
  readonly #faulty: FaultyEngine;
  readonly engine: Engine;

  private constructor(faulty: FaultyEngine) {
    this.#faulty = faulty;
    this.engine = Engine.locate({ host: faulty.host });
  }

  static async start(): Promise<SlowEngine> {
    const slow: SlowEngine = new SlowEngine(await FaultyEngine.start(call => slow.#answer(call)));
    return slow;
  }

  async #answer(call: Call): Promise<Reply> {
    const name = nameOf(call);
    if (name === "GET /version") return json(200, { ApiVersion: "1.41", Version: "20.10.24" });
    const { Container } = JSON.parse(call.body.toString() || "{}") as { Container?: string };
    return await new Promise(resolve => this.waiting.set(`${name} ${Container ?? ""}`.trim(), resolve));
  }

  /** Waits until exactly these calls wait for an answer, and sees that no other joins them. */
  async waits(...calls: readonly string[]): Promise<void> {
    await until(async () => (this.waiting.size >= calls.length ? true : undefined), 5_000);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    assert.deepEqual([...this.waiting.keys()].sort(), [...calls].sort());
  }

  answer(call: string, reply: Reply = { status: 200 }): void {
    const resolve = this.waiting.get(call);
    assert.ok(resolve, `${call} waits for its answer`);
    this.waiting.delete(call);
    resolve(reply);
  }

  async dispose(): Promise<void> {
    await this.#faulty.dispose();
  }
}

describe("what joins and leaves networks", () => {
  let slow: SlowEngine;
  beforeEach(async () => {
    slow = await SlowEngine.start();
  });
  afterEach(async () => await slow.dispose());

  it("does so one after another, and a refusal holds nobody up", async () => {
    const all = Promise.allSettled([
      connectNetwork(slow.engine, "net", "a", {}),
      disconnectNetwork(slow.engine, "net", "b"),
      connectNetwork(slow.engine, "other", "c", {}),
    ]);
    await slow.waits("POST /networks/net/connect a");
    slow.answer("POST /networks/net/connect a", refusal(500, "no such thing"));
    await slow.waits("POST /networks/net/disconnect b");
    slow.answer("POST /networks/net/disconnect b");
    await slow.waits("POST /networks/other/connect c");
    slow.answer("POST /networks/other/connect c");
    const [first, ...others] = await all;
    assert.ok(first?.status === "rejected" && failedWith(first.reason, "engine"));
    assert.deepEqual(
      others.map(({ status }) => status),
      ["fulfilled", "fulfilled"],
    );
  });
});
