import assert from "node:assert/strict";
import { Snapshot } from "../../../cli/snapshot.ts";

const resource = (type: string, name: string, outputs: object) => ({
  urn: `urn:pulumi:dev::shop::${type}::${name}`,
  type,
  outputs,
});
const resources = [
  resource("pulumi:pulumi:Stack", "shop-dev", { next: ["curl"], docs: "https://docs.example.com" }),
  resource("bulkhead:index:MultiTierApp", "shop", { urls: { web: "http://127.0.0.1:8080" } }),
  resource("bulkhead:index:Proxy", "shop-web", { url: "http://127.0.0.1:8080" }),
  resource("bulkhead:index:Proxy", "unpublished", { url: "" }),
  resource("docker:index/container:Container", "web1", { url: "http://not-a-component" }),
];

describe("a stack's state", () => {
  for (const [form, exported] of [
    ["an export", { version: 3, deployment: { resources } }],
    ["a state file", { version: 3, checkpoint: { stack: "x", latest: { resources } } }],
  ] as const) {
    it(`as ${form}: where its components answer, and nothing that only looks like it`, () => {
      const snapshot = new Snapshot("shop/dev", exported);
      assert.deepEqual(snapshot.urls, ["http://127.0.0.1:8080"]);
      assert.deepEqual(snapshot.outputs["next"], ["curl"]);
      assert.equal(snapshot.resources.length, 5);
    });
  }

  it("of a stack that has nothing yet is empty", () => {
    for (const exported of [
      { deployment: {} },
      { checkpoint: { latest: null } },
      { deployment: { resources: null } },
    ]) {
      const snapshot = new Snapshot("shop/dev", exported);
      assert.deepEqual([snapshot.urls, snapshot.outputs, snapshot.resources], [[], {}, []]);
    }
  });
});
