import assert from "node:assert/strict";
import { verifyJunit } from "../../../cli/junit/verification.ts";
import { statusOf } from "../../../cli/verification.ts";
import { type Probe, type Verification, verifySummary, verifyTable } from "../../../observe/index.ts";

const probe: Probe = {
  from: "c",
  to: "a",
  port: 8080,
  protocol: "tcp",
  declared: true,
  found: "open",
  control: true,
  verdict: "ok",
};
const found = (probes: readonly Probe[], down?: readonly string[]): Verification => ({
  version: 1,
  name: "dev",
  probes,
  ...(down === undefined ? {} : { down }),
});

describe("what verify says of nodes that were not asked", () => {
  const unseen = [
    { node: "node2", workloads: ["a"] },
    { node: "node3", workloads: ["a", "c"] },
  ];
  const verification: Verification = { ...found([probe]), unseen };

  it("is which they are, how they are named, and that it could not tell", () => {
    assert.equal(
      verifySummary(verification),
      "1 connections tried: all as declared; nothing was tried from what runs on node2 and node3, which were not asked.",
    );
    assert.match(
      verifyTable(verification).replace(/\s+/g, " "),
      /`--node ssh:\/\/node2 --node ssh:\/\/node3`/,
    );
    assert.equal(statusOf(verification), 2);
    const cases = verifyJunit(verification);
    assert.match(cases, /name="node3 is asked"><error message="its engine was not named">[^<]*a, c there/);
  });
});

describe("what verify says on the whole", () => {
  const cases: readonly (readonly [Verification, string])[] = [
    [found([probe]), "1 connections tried: all as declared."],
    [found([probe, { ...probe, verdict: "missing" }]), "2 connections tried: 1 missing."],
    [found([]), "There is nothing to probe: no workload declares a port or listens on one."],
    [
      found([probe], ["d"]),
      "1 connections tried: all as declared; nothing was tried from d, of which no container runs.",
    ],
    [
      found([], ["c", "d"]),
      "There is nothing to probe: no workload declares a port or listens on one; nothing was tried from c and d, of which no container runs.",
    ],
  ];
  for (const [verification, sentence] of cases) {
    it(sentence, () => {
      assert.equal(verifySummary(verification), sentence);
      const table = verifyTable(verification);
      assert.ok(table.replace(/\s+/g, " ").includes(sentence), table);
      assert.equal(table.includes("docker logs"), verification.down !== undefined);
      for (const line of table.split("\n")) assert.ok(line.length <= 80, line);
    });
  }
});
