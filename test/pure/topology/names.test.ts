import assert from "node:assert/strict";
import { nameClashes, namesBetween, plainNetwork } from "../../../topology/index.ts";
import { on, topologyOf } from "./build.ts";

describe("topology: names", () => {
  const named = (id: string, networks: Record<string, string[]>) =>
    on(id, {
      attachments: Object.entries(networks).map(([network, aliases]) => ({ network, aliases })),
    });

  it("are the container's own and its aliases, network by network, and none on the default bridge", () => {
    const shop = topologyOf(
      plainNetwork("a"),
      plainNetwork("b"),
      { ...plainNetwork("bridge"), defaultBridge: true },
      named("web", { a: [], b: [], bridge: [] }),
      named("db", { a: ["database"], b: ["store"] }),
      named("old", { bridge: ["alias"] }),
    );
    assert.deepEqual(namesBetween(shop, "web", "db"), ["database", "db", "store"]);
    assert.deepEqual(namesBetween(shop, "web", "old"), []);
    assert.deepEqual(namesBetween(shop, "db", "old"), []);
  });

  it("clash where one caller sees two workloads by one name, on one network or on two", () => {
    const shop = topologyOf(
      plainNetwork("a"),
      plainNetwork("b"),
      named("web", { a: [], b: [] }),
      named("other", { a: [] }),
      named("db1", { a: ["db"] }),
      named("db2", { b: ["db"] }),
    );
    assert.deepEqual(nameClashes(shop), [
      { name: "db", workloads: ["db1", "db2"], networks: ["a", "b"], callers: { count: 1, some: ["web"] } },
    ]);
    const twins = topologyOf(
      plainNetwork("a"),
      named("one", { a: ["x"] }),
      named("two", { a: ["x"] }),
      named("web", { a: [] }),
    );
    assert.deepEqual(nameClashes(twins)[0]?.callers, { count: 1, some: ["web"] });
  });
});
