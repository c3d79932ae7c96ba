import assert from "node:assert/strict";
import { Deployed } from "../harness/deployed.ts";
import { example } from "../harness/examples.ts";
import { Load } from "../harness/load.ts";

/** The document's stack with so many replicas. */
async function program(replicas: number): Promise<string> {
  const text = await example("rolling", "rolling", { 'new Config().require("release")': '"1"' });
  return (
    text
      .replace("replicas: 2,", `replicas: ${replicas},`)
      // A machine that is busy with other tests takes its time.
      .replace('interval: "1s" }', 'interval: "1s", timeout: "30s", startPeriod: "60s" }')
  );
}

describe("replicas behind a proxy", () => {
  let stack: Deployed;
  before(async function () {
    this.timeout(420_000);
    stack = await Deployed.of({ rolling: await program(2) });
  });
  after(async function () {
    this.timeout(300_000);
    await stack?.dispose();
  });

  async function running(workload: string): Promise<string[]> {
    const found = (await stack.containers(workload)).filter(({ State }) => State.Running);
    return found.map(({ Id }) => Id.slice(0, 12)).sort();
  }

  it("become more and fewer under load: the proxy stays, no request is lost, and those there are answer", async function () {
    this.timeout(480_000);
    const proxy = await running("web");
    const { rolling } = (await stack.project.outputs()) as { rolling: { url: string } };
    const address = `${rolling.url}/replica`;
    for (const replicas of [3, 1]) {
      const before = await running("api");
      const load = await Load.start(address, 400);
      await stack.project.writeModule("rolling", await program(replicas));
      await stack.project.up();
      const now = await running("api");
      const outcome = await load.end();
      assert.deepEqual(outcome.failures, [], outcome.text);
      assert.ok(outcome.requests > 100, outcome.text);
      assert.equal(now.length, replicas);
      assert.deepEqual(
        before.filter(id => now.includes(id)).length,
        Math.min(before.length, replicas),
        "those that stay are not touched",
      );
      assert.deepEqual(await running("web"), proxy);
      assert.deepEqual(await answering(address, now.length), now);
    }
  });
});

/** Who answers, asked until so many have, at most for ten seconds. */
async function answering(address: string, expected: number): Promise<string[]> {
  const seen = new Set<string>();
  const end = Date.now() + 10_000;
  while (seen.size < expected && Date.now() < end) {
    const answer = await fetch(address);
    assert.equal(answer.status, 200);
    seen.add(String(answer.headers.get("x-replica")));
    await answer.text();
  }
  return [...seen].sort();
}
