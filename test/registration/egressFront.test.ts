import assert from "node:assert/strict";
import { MultiTierApp, OneWayLink, Workload } from "../../components/index.ts";
import { reach } from "../../topology/index.ts";
import { calling, file, listed } from "../harness/calling.ts";
import { at, promiseOf, record } from "../harness/recorder.ts";
import { held } from "../harness/standing.ts";

describe("registration: publishing beside a list", () => {
  it("publishes by a relay in front of its own, and stays on internal networks alone", async () => {
    const recording = await calling({ ports: [8080], publish: ["8081:8080"] });
    assert.deepEqual(recording.names("Container"), ["app-front1", "app-names1", "app-relay1", "app1"]);
    const own = at(recording.one("Container", "app1").inputs, "networksAdvanced") as { name: string }[];
    const joined = own.map(({ name }) => name.replace(/-[0-9a-f]{7}$/, ""));
    assert.deepEqual(joined, ["app-egress", "app-front", "app-names"]);
    for (const network of joined) assert.equal(recording.one("Network", network).inputs["internal"], true);
    assert.deepEqual(at(recording.one("Container", "app1").inputs, "ports"), []);
    assert.equal(at(recording.one("Container", "app-front1").inputs, "ports", 0, "external"), 8081);
    assert.ok(
      file(recording, "app-front1").some(line => /^ {2}server app1 app1\.app-front-\w+:8080$/.test(line)),
    );
    const { excess, missing, hostOpen } = held(recording.topology);
    assert.deepEqual(missing, []);
    assert.deepEqual(hostOpen.toSorted(), ["app-front", "app-relay"]);
    // Whoever is called could call back, as on every network.
    assert.deepEqual(excess.toSorted(), ["app-names app 8080/tcp", "app-relay app 8080/tcp"]);
    const edges = reach(recording.topology).edges.filter(({ verdict }) => verdict === "allowed");
    const toApp = edges.filter(({ from, to }) => from === "host" && to === "app");
    assert.deepEqual(
      toApp.map(({ port, declared }) => [port, declared]),
      [[8080, true]],
    );
  });

  it("publishes so as a tier, and tells where its front came out", async () => {
    const tier = { ...listed, link: [], ports: [8080], publish: ["8081:8080"] };
    const recording = await record(() => new MultiTierApp("shop", { tiers: { web: tier } }));
    assert.equal(at(recording.one("Container", "shop-web-front1").inputs, "ports", 0, "external"), 8081);
    assert.deepEqual(at(recording.one("Container", "shop-web1").inputs, "ports"), []);
    assert.deepEqual(held(recording.topology).missing, []);
    const alone = await calling({ ports: [8080], publish: ["8081:8080"] });
    const [port] = await promiseOf(alone.result.published);
    assert.deepEqual([port?.port, port?.hostPort], [8080, 8081]);
  });

  it("is published by another relay in front, and stays on internal networks alone", async () => {
    const recording = await record(() => {
      const app = new Workload("app", { ...listed, ports: [8080] });
      return new OneWayLink("front", {
        to: app,
        ports: [8080],
        publish: ["8081:8080"],
        image: "haproxy:3.0-alpine",
      });
    });
    const own = at(recording.one("Container", "app1").inputs, "networksAdvanced") as { name: string }[];
    const joined = own.map(({ name }) => name.replace(/-[0-9a-f]{7}$/, ""));
    for (const network of joined) assert.equal(recording.one("Network", network).inputs["internal"], true);
    assert.deepEqual(at(recording.one("Container", "app1").inputs, "ports"), []);
    assert.equal(at(recording.one("Container", "front1").inputs, "ports", 0, "external"), 8081);
  });
});
