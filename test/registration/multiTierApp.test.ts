import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { MultiTierApp, type MultiTierAppArgs, Workload } from "../../components/index.ts";
import { flowKey } from "../../topology/index.ts";
import { at, promiseOf, record, refused } from "../harness/recorder.ts";

const tiers = {
  web: {
    kind: "proxy",
    image: "haproxy:3.0-alpine",
    routes: [{ to: "app", check: "/health" }],
    publish: { hostPort: 8080 },
    labels: { tier: "edge" },
  },
  app: { image: "acme/shop:1", replicas: 2, ports: [8080], link: ["db"], listenVariable: "LISTEN" },
  db: { kind: "database", image: "postgres:16", password: secret("canary") },
} satisfies MultiTierAppArgs<"web" | "app" | "db">["tiers"];

const shop = () => new MultiTierApp("shop", { tiers, labels: { team: "a", tier: "any" } });

describe("registration: MultiTierApp", () => {
  it("is a segment for each pair that calls, and a component for each tier, all below itself", async () => {
    const { resources } = await record(shop);
    const components = resources.filter(({ type }) => type.startsWith("bulkhead:index:"));
    assert.deepEqual(components.map(({ type, name, parent }) => `${parent} > ${type} ${name}`).sort(), [
      " > bulkhead:index:MultiTierApp shop",
      "shop > bulkhead:index:Database shop-db",
      "shop > bulkhead:index:Proxy shop-web",
      "shop > bulkhead:index:Segment shop-app-db",
      "shop > bulkhead:index:Segment shop-web-app",
      "shop > bulkhead:index:Workload shop-app",
      "shop-web > bulkhead:index:Segment shop-web-outer",
    ]);
  });

  it("names each resource of docker under the component it belongs to", async () => {
    const { resources } = await record(shop);
    const docker = resources.filter(({ type }) => type.startsWith("docker:"));
    assert.deepEqual(
      docker.map(({ type, name, parent }) => `${parent} > ${type.split(":").at(-1)} ${name}`).sort(),
      [
        "shop-app > Container shop-app1",
        "shop-app > Container shop-app2",
        "shop-app > RemoteImage shop-app",
        "shop-app-db > Network shop-app-db",
        "shop-db > Container shop-db-keeper",
        "shop-db > Container shop-db1",
        "shop-db > RemoteImage shop-db",
        "shop-db > Volume shop-db-data",
        "shop-db > Volume shop-db-run",
        "shop-web > Container shop-web1",
        "shop-web > RemoteImage shop-web",
        "shop-web-app > Network shop-web-app",
        "shop-web-outer > Network shop-web-outer",
      ],
    );
  });

  it("puts each tier on the segments of its calls, by name only where it is called", async () => {
    const recording = await record(shop);
    const networks = (name: string) => recording.one("Container", name).inputs["networksAdvanced"];
    assert.deepEqual(networks("shop-web1"), [
      { name: "shop-web-app-5e1f2a3", aliases: [] },
      { name: "shop-web-outer-5e1f2a3", aliases: ["web", "web1"] },
    ]);
    assert.deepEqual(networks("shop-app2"), [
      { name: "shop-app-db-5e1f2a3", aliases: [] },
      { name: "shop-web-app-5e1f2a3", aliases: ["app", "app2"] },
    ]);
    assert.deepEqual(networks("shop-db1"), [{ name: "shop-app-db-5e1f2a3", aliases: ["db", "db1"] }]);
  });

  it("has clients wait for their servers", async () => {
    const recording = await record(shop);
    const waits = (name: string) => {
      return recording.one("Container", name).options.dependsOn.filter(one => one.startsWith("Container"));
    };
    assert.deepEqual(waits("shop-web1"), ["Container shop-app1", "Container shop-app2"]);
    assert.deepEqual(waits("shop-app1"), ["Container shop-db1"]);
    assert.deepEqual(waits("shop-db1"), ["Container shop-db-keeper"]);
    assert.deepEqual(waits("shop-db-keeper"), []);
  });

  it("has a tier wait for what a flow lets it call, and for what it is told to", async () => {
    const recording = await record(() => {
      const migration = new Workload("migration", { image: "acme/migrate:1" });
      return new MultiTierApp("shop", {
        tiers: { a: { image: "a", after: migration.containers() }, b: { image: "b", ports: [80] } },
        flows: [{ from: "a", to: "b" }],
      });
    });
    assert.deepEqual(
      recording.one("Container", "shop-a1").options.dependsOn.filter(one => one.startsWith("Container")),
      ["Container migration1", "Container shop-b1"],
    );
  });

  it("labels everything on the engine with the application, and with the labels it is given", async () => {
    const recording = await record(shop);
    const kinds = ["Container", "Network", "Volume"].flatMap(type => recording.all(type));
    for (const { type, name, inputs } of kinds) {
      const labels = (inputs["labels"] ?? []) as readonly { label: string; value: string }[];
      const has = (label: string) => labels.find(one => one.label === label)?.value;
      assert.equal(has("bulkhead.app"), "shop", `${type} ${name}`);
      assert.equal(has("bulkhead.env"), "dev", `${type} ${name}`);
      assert.equal(has("team"), "a", `${type} ${name}`);
    }
    const tier = (name: string) =>
      (recording.one("Container", name).inputs["labels"] as { label: string; value: string }[]).find(
        ({ label }) => label === "tier",
      )?.value;
    assert.deepEqual([tier("shop-web1"), tier("shop-app1")], ["edge", "any"], "a tier's own label wins");
  });

  it("declares every call by its ports, protocols and the argument that asks for it", async () => {
    const recording = await record(
      () =>
        new MultiTierApp("shop", {
          tiers: {
            web: { kind: "proxy", image: "haproxy", routes: [{ to: "app" }], publish: {} },
            app: { image: "a", ports: [8080, 9090], listenVariable: "LISTEN" },
            dns: { image: "b", ports: [{ port: 53, protocol: "udp" }, 53, 54], listenVariable: "LISTEN" },
          },
          flows: [{ from: "app", to: "dns", port: 53 }],
        }),
    );
    const { flows } = (recording.one("MultiTierApp", "shop").outputs?.["topology"] ?? {}) as {
      flows?: Parameters<typeof flowKey>[0][];
    };
    assert.deepEqual(flows?.map(flowKey), [
      "shop-web shop-app 8080/tcp",
      "shop-app shop-dns 53/udp",
      "shop-app shop-dns 53/tcp",
    ]);
    const ports = recording.topology.workloads.find(({ id }) => id === "shop-dns")?.ports;
    assert.deepEqual(ports, [
      { port: 53, protocol: "udp" },
      { port: 53, protocol: "tcp" },
      { port: 54, protocol: "tcp", on: [] },
    ]);
  });

  it("takes subnets from its pool, and from its user where they are given by pair", async () => {
    const recording = await record(
      () =>
        new MultiTierApp("shop", {
          tiers,
          pool: { cidr: "172.20.0.0/16", prefix: 28 },
          subnets: { "web-app": "172.20.3.32/28" },
        }),
    );
    const subnet = (name: string) => at(recording.one("Network", name).inputs, "ipamConfigs", 0, "subnet");
    assert.equal(subnet("shop-web-app"), "172.20.3.32/28");
    assert.match(String(subnet("shop-app-db")), /^172\.20\.\d+\.\d+\/28$/);
    assert.match(String(subnet("shop-web-outer")), /^172\.20\.\d+\.\d+\/28$/);
  });

  it("tells where its proxies are published, by tier", async () => {
    const recording = await record(shop);
    assert.deepEqual(await promiseOf(recording.result.urls), { web: "http://127.0.0.1:8080" });
    const { topology, ...outputs } = recording.one("MultiTierApp", "shop").outputs ?? {};
    assert(topology !== undefined);
    assert.deepEqual(outputs, {
      urls: { web: "http://127.0.0.1:8080" },
      containerNames: {
        web: ["shop-web1-5e1f2a3"],
        app: ["shop-app1-5e1f2a3", "shop-app2-5e1f2a3"],
        db: ["shop-db1-5e1f2a3"],
      },
      networkNames: { "web-app": "shop-web-app-5e1f2a3", "app-db": "shop-app-db-5e1f2a3" },
    });
  });

  it("stays the same when tiers and flows are written in another order", async () => {
    const { web, app, db } = tiers;
    const inputs = async (program: () => unknown) =>
      new Map((await record(program)).resources.map(({ urn, inputs }) => [urn, JSON.stringify(inputs)]));
    const usual = await inputs(() => new MultiTierApp("shop", { tiers: { web, app, db } }));
    const other = await inputs(() => new MultiTierApp("shop", { tiers: { db, app, web } }));
    assert.deepEqual([...other].sort(), [...usual].sort());
  });

  it("has jobs, which other tiers wait for", async () => {
    const recording = await record(
      () =>
        new MultiTierApp("shop", {
          tiers: {
            app: { image: "a", ports: [80], link: ["db"], after: ["migrate"] },
            migrate: { kind: "job", image: "m", link: ["db"], triggers: ["1"], after: ["seed"] },
            seed: { kind: "job", image: "s" },
            db: { kind: "database", image: "postgres:16", password: "canary" },
          },
        }),
    );
    assert.equal(recording.one("Job", "shop-migrate").parent, "shop");
    const job = recording.one("Container", "shop-migrate1");
    assert.deepEqual([job.inputs["attach"], job.inputs["restart"]], [true, "no"]);
    const waits = (name: string) =>
      recording.one("Container", name).options.dependsOn.filter(one => /^Con/.test(one));
    assert.deepEqual(waits("shop-app1"), ["Container shop-db1", "Container shop-migrate1"]);
    assert.deepEqual(waits("shop-migrate1"), ["Container shop-db1", "Container shop-seed1"]);
    assert.equal(recording.topology.workloads.find(({ id }) => id === "shop-migrate")?.kind, "job");
    assert.deepEqual(recording.names("Network"), ["shop-app-db", "shop-migrate-db"]);
  });

  it("gives its tiers to those outside, by names that the compiler knows", async () => {
    const recording = await record(() => {
      const app = new MultiTierApp("shop", { tiers: { ...tiers, once: { kind: "job", image: "o" } } });
      new Workload("report", { image: "r", link: [app.tier("app")], after: [app.job("once")] });
      assert.throws(() => app.tier("once"), /^Error: Tier "once" is a job\. Take job\("once"\)\.$/);
      assert.throws(() => app.job("db"), /is no job\. Take tier\("db"\)\.$/);
      // @ts-expect-error: there is no such tier
      const none = (): unknown => app.tier("apple");
      assert.throws(none, /^Error: There is no tier "apple"; there are db, app, web, once\.$/);
      return app;
    });
    assert.ok(recording.names("Network").includes("report-to-shop-app"));
    assert.deepEqual(recording.one("Container", "report1").inputs["envs"], ["APP_HOST=app", "APP_PORT=8080"]);
  });

  it("refuses to wait for what is no tier, for itself, or in a circle, and calls to a job", async () => {
    const told = async (args: unknown) =>
      Object.fromEntries(
        (await refused(() => new MultiTierApp("shop", args as MultiTierAppArgs<string>))).map(
          ({ path, reason }) => [path, reason],
        ),
      );
    const image = "a";
    assert.deepEqual(
      await told({ tiers: { a: { image, after: ["b", "a", 5], link: ["j"] }, j: { kind: "job", image } } }),
      {
        "tiers.a.after[0]": 'there is no tier "b"; there are a, j',
        "tiers.a.after[1]": "a cannot wait for itself; leave it out",
        "tiers.a.after[2]": "give a tier's name, or a resource",
        "tiers.a.link[0]": "j is a job, which answers nobody; leave it out",
      },
    );
    assert.deepEqual(
      await told({
        tiers: { a: { image, after: ["j"], ports: [80] }, j: { kind: "job", image, link: ["a"] } },
      }),
      {
        "tiers.j.link[0]": "a waits for j calls a: none of them could start first; let one of these calls go",
      },
    );
  });

  it("lets two applications be in one stack", async () => {
    const others = { ...tiers, web: { ...tiers.web, publish: {} } };
    const recording = await record(() => [shop(), new MultiTierApp("other", { tiers: others })]);
    assert.equal(recording.names("Container").length, 10);
  });
});
