import assert from "node:assert/strict";
import type { OwnSwarm } from "../../tools/ownEngine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { startThreeNodes } from "../harness/threeNodes.ts";

describe("a swarm of a run's own", function () {
  this.timeout(120_000);
  let swarm: OwnSwarm | undefined;
  after(async () => {
    await swarm?.dispose();
  });

  it("is of three machines, of which one is killed, and comes back", async () => {
    swarm = await startThreeNodes();
    assert.equal(await swarm.ready(), 3);
    const last = swarm.node("node3");
    await last.own.kill();
    const down = await until(async () => (await swarm?.ready()) === 2 || undefined, 40_000);
    assert.equal(down, true);
    await last.own.start();
    await swarm.settle(3);
  });
});
