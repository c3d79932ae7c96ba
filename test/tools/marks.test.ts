import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  createNetwork,
  createVolume,
  inspectVolume,
  listNetworks,
  removeVolume,
} from "../../engine/index.ts";
import { isLeftover, makeMark, SubnetBlock, sweepMarked } from "../../tools/marks/index.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";

/** The mark of a run of another process. */
const markOf = (pid: number | undefined, kind = "t"): string => `${kind}${pid}x0a1b2c`;

/** The id of a process that is dead. */
async function deadPid(): Promise<number | undefined> {
  const process = spawn("true");
  await once(process, "close");
  return process.pid;
}

describe("the mark of a run", () => {
  it("is of its process, and no two are the same", () => {
    const marks = Array.from({ length: 50 }, () => makeMark("test"));
    assert.equal(new Set(marks).size, 50);
    for (const mark of marks) assert.match(mark, new RegExp(`^t${process.pid}x[0-9a-f]{6}$`));
    assert.match(makeMark("bench"), /^b/);
  });

  it("tells what may be removed: what is its own, or of a dead run of its kind", async () => {
    const mark = makeMark("test");
    const dead = await deadPid();
    assert.equal(isLeftover(mark, mark), true);
    assert.equal(isLeftover(`${mark}-3`, mark), true, "a stack that is named with it");
    assert.equal(isLeftover(`${markOf(dead)}-1`, mark), true, "of a dead run");
    assert.equal(isLeftover(markOf(process.pid), mark), false, "of a run of a process that lives");
    assert.equal(isLeftover(markOf(dead, "b"), mark), false, "of a bench, which is another's to clear");
    for (const foreign of ["", "dev", "prod", "t", `tx0a1b2c`, `my-${markOf(dead)}`, `t${dead}`]) {
      assert.equal(isLeftover(foreign, mark), false, `"${foreign}" is nobody's`);
    }
  });
});

describe("a run's block of subnets", () => {
  it("gives each network addresses that no other has, below 10.64.0.0/10", () => {
    const block = new SubnetBlock();
    const subnets = Array.from({ length: 200 }, () => block.next());
    assert.equal(new Set(subnets.map(({ subnet }) => subnet)).size, 200);
    for (const { subnet, gateway, address } of subnets) {
      const [, second = "", third = "", first = ""] = /^10\.(\d+)\.(\d+)\.(\d+)\/28$/.exec(subnet) ?? [];
      assert.ok(Number(second) >= 64 && Number(second) < 128, subnet);
      assert.equal(Number(first) % 16, 0);
      assert.equal(gateway, `10.${second}.${third}.${Number(first) + 1}`);
      assert.equal(address(14), `10.${second}.${third}.${Number(first) + 14}`);
    }
  });
});

describe("sweeping an engine", () => {
  it("removes what a run and dead runs left, by label or by stack, and nothing else", async function () {
    this.timeout(30_000);
    const label = "bulkhead.test.sweep";
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
});
