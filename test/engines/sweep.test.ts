import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  createContainer,
  createNetwork,
  createVolume,
  inspectContainer,
  inspectVolume,
  listNetworks,
  removeVolume,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { makeMark, sweepMarked } from "../../tools/marks/index.ts";
import { deadPid, markOf } from "../harness/deadRun.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";

describe("sweeping an engine", () => {
  const label = "bulkhead.test.sweep";

  it("removes what a run and dead runs left, by label or by stack, and nothing else", async function () {
    this.timeout(30_000);
    const mark = makeMark("test");
    const living = spawn("cat");
    const dead = await deadPid();
    const cases: readonly (readonly [Record<string, string>, boolean])[] = [
      [{ [label]: mark }, true],
      [{ [label]: markOf(dead) }, true],
      [{ "bulkhead.stack": `some-project/${markOf(dead)}-2` }, true],
      [{ [label]: markOf(living.pid) }, false],
      [{ "bulkhead.stack": `shop/${markOf(living.pid)}` }, false],
      [{ "bulkhead.stack": "shop/dev-of-a-test" }, false],
      [{}, false],
    ];
    const names = cases.map(() => unique("swept"));
    try {
      for (const [index, [labels]] of cases.entries()) {
        await createVolume(engine, { Name: names[index] ?? "", Labels: { ...testLabels, ...labels } });
      }
      const network = unique("swept");
      const { subnet } = uniqueSubnet();
      const IPAM = { Config: [{ Subnet: subnet }] };
      await createNetwork(engine, { Name: network, IPAM, Labels: { ...testLabels, [label]: mark } });

      await sweepMarked(engine, mark, label);
      const gone = await Promise.all(
        names.map(async name => (await inspectVolume(engine, name)) === undefined),
      );
      assert.deepEqual(
        gone,
        cases.map(([, goes]) => goes),
      );
      assert.deepEqual(
        (await listNetworks(engine, [label])).filter(({ Name }) => Name === network),
        [],
      );
    } finally {
      living.kill();
      for (const name of names) await removeVolume(engine, name);
    }
  });

  it("removes what a dead run only created, and the volume that it holds", async function () {
    this.timeout(30_000);
    const mark = makeMark("test");
    const dead = markOf(await deadPid());
    const [volume, other] = [unique("held"), unique("held")];
    const on = (name: string, labels: Record<string, string>) =>
      createContainer(engine, {
        name: unique("created"),
        Image: demoImage("probe"),
        Labels: labels,
        HostConfig: { Mounts: [{ Type: "volume", Source: name, Target: "/data" }] },
      });
    await createVolume(engine, { Name: volume, Labels: { [label]: dead } });
    await createVolume(engine, { Name: other, Labels: { [label]: dead } });
    // A volume that a test made, held by a container that its stack made, and by one without any mark.
    const made = await on(volume, { "bulkhead.stack": `bulkhead-test/${dead}-1` });
    const bare = await on(other, {});

    await sweepMarked(engine, mark, label);
    const left = await Promise.all([
      ...[made, bare].map(id => inspectContainer(engine, id)),
      ...[volume, other].map(name => inspectVolume(engine, name)),
    ]);
    assert.deepEqual(left, [undefined, undefined, undefined, undefined]);
  });
});
