import assert from "node:assert/strict";
import { isLeftover, makeMark, SubnetBlock } from "../../tools/marks/index.ts";
import { deadPid, markOf } from "../harness/deadRun.ts";

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
