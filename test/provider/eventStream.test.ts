import assert from "node:assert/strict";
import { Engine, EventStream } from "../../engine/index.ts";
import { FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { ModelEngine } from "../harness/faults/modelEngine.ts";

describe("the engine's events", () => {
  it("that break off are told once to who listens, who listens to one new stream then", async () => {
    const faulty = await FaultyEngine.start(new ModelEngine([]).answer);
    const events = new EventStream(Engine.locate({ host: faulty.host }));
    try {
      await faulty.plan(call => call.url.includes("/events"), { kind: "cut" });
      const heard: string[] = [];
      const { promise: again, resolve } = Promise.withResolvers<void>();
      await events.listen("someone", event => {
        heard.push(event === "lost" ? event : event.Action);
        resolve(events.listen("someone else", () => {}).then(() => {}));
      });
      await again;
      assert.deepEqual(heard, ["lost"]);
      assert.deepEqual(faulty.calls, ["GET /version", "GET /events", "GET /events"]);
    } finally {
      events.close();
      await faulty.dispose();
    }
  });
});
