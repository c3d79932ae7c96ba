import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InputPropertiesError, type Inputs, output, secret } from "@pulumi/pulumi";
import { MultiTierApp, Segment } from "../../components/index.ts";
import { ComponentProvider } from "../../languages/provider.ts";
import type { PackageSpec } from "../../languages/spec.ts";
import { Secret } from "../../provider/protocol/values.ts";
import { root } from "../harness/project.ts";
import { type Recording, record } from "../harness/recorder.ts";

const schema = JSON.parse(readFileSync(join(root, "languages/schema.json"), "utf8")) as PackageSpec;

/** What a program in another language asks for, one component after another. */
type Asked = readonly (readonly [type: string, name: string, inputs: Inputs])[];

async function construct(asked: Asked): Promise<Recording<Inputs[]>> {
  return await record(async () => {
    const provider = new ComponentProvider("1.0.0", schema);
    const states: Inputs[] = [];
    for (const [type, name, inputs] of asked) {
      states.push((await provider.construct(name, `bulkhead:index:${type}`, inputs, {})).state);
    }
    return states;
  });
}

async function refusal(asked: Asked): Promise<Record<string, string>> {
  try {
    await construct(asked);
  } catch (error) {
    assert.ok(InputPropertiesError.isInstance(error), String(error));
    // In its text alone: Pulumi would say once more what stands beside it.
    assert.deepEqual(error.errors, []);
    const [, ...lines] = error.message.split("\n");
    return Object.fromEntries(lines.map(line => line.replace(/^ {2}- /, "").split(/: (.*)/s, 2)));
  }
  return assert.fail("it was taken");
}

const tiers = (password: unknown) => ({
  web: { kind: "proxy", image: "haproxy:3.0-alpine", routes: [{ to: "app" }], publish: { hostPort: 8080 } },
  app: {
    image: "acme/shop:1",
    replicas: 2,
    ports: [8080],
    link: ["db"],
    files: [{ path: "/etc/acme/a", content: "b" }],
  },
  db: { kind: "database", image: "postgres:16", password },
});

/** What was registered, without what says which program it was. */
function told({ resources }: Recording<unknown>): unknown {
  return resources.map(({ urn, parent, inputs, options }) => ({ urn, parent, inputs, options }));
}

describe("registration: a program in another language", () => {
  it("registers what a program in TypeScript does, secrets among it", async () => {
    const here = await record(() => {
      new MultiTierApp("shop", { labels: { owner: "x" }, tiers: tiers(secret("canary")) as never });
    });
    const there = await construct([
      ["MultiTierApp", "shop", { labels: { owner: "x" }, tiers: tiers(secret("canary")) }],
    ]);
    assert.deepEqual(told(there), told(here));
    assert.deepEqual(there.topology, here.topology);
    assert.deepEqual(Object.keys(there.result[0] ?? {}), ["urls", "containerNames", "networkNames"]);
  });

  it("may hand over a shape as one output, and everything in it that may be one is what the whole was", async () => {
    const { resources } = await construct([["MultiTierApp", "shop", { tiers: secret(tiers("canary")) }]]);
    const containers = resources.filter(({ type }) => type === "docker:index/container:Container");
    assert.deepEqual(containers.map(({ name }) => name).sort(), [
      "shop-app1",
      "shop-app2",
      "shop-db-keeper",
      "shop-db1",
      "shop-web1",
    ]);
    const shown = JSON.stringify(containers, (_key, value) => (value instanceof Secret ? "a secret" : value));
    assert.doesNotMatch(shown, /canary/);
    const uploads = containers.flatMap(({ inputs }) => (inputs["uploads"] ?? []) as { content?: unknown }[]);
    assert.ok(uploads.some(({ content }) => content instanceof Secret));
  });

  it("is told by path what is wrong, an output where a plain value is wanted among it", async () => {
    const found = await refusal([
      [
        "MultiTierApp",
        "shop",
        {
          tiers: {
            app: { image: "acme/shop:1", replicas: output(2), ports: [0], link: ["bd"], kynd: "job" },
          },
        },
      ],
    ]);
    assert.deepEqual(found, {
      "tiers.app.replicas": "give a plain value: what an output holds is not known before something is made",
      "tiers.app.ports[0]": "a port is a whole number from 1 to 65535",
      "tiers.app.link[0]": 'there is no tier "bd"; there are app',
      "tiers.app": found["tiers.app"],
    });
    assert.match(found["tiers.app"] ?? "", /^there is no kynd; .* did you mean kind\?$/);
  });

  it("is told of a name that nothing has, and which was meant", async () => {
    const provider = new ComponentProvider("1.0.0", schema, { patience: 50 });
    const recording = record(async () => {
      const data = new Segment("data");
      const make = (type: string, name: string, inputs: Inputs) =>
        provider.construct(name, `bulkhead:index:${type}`, { segments: [data], ...inputs }, {});
      await make("Workload", "cache", { image: "acme/cache:1", ports: [6379] });
      await make("Database", "db", { image: "postgres:16", password: "canary" });
      await make("Workload", "api", { image: "acme/api:1", link: ["db", { to: "cach" }, "$&"] });
    });
    await assert.rejects(recording, ({ message }: Error) => {
      const [, ...lines] = message.split("\n");
      assert.deepEqual(lines, [
        '  - link[1].to: nothing that can be called has the name "cach"; there are cache, db; did you mean cache?',
        '  - link[2]: nothing that can be called has the name "$&"; there are cache, db',
      ]);
      return true;
    });
  });

  it("does not take what is not known for a shape", async () => {
    const asked = record(
      async () => {
        const provider = new ComponentProvider("1.0.0", schema);
        const ports = new Segment("data").networkId.apply(id => [id]);
        await provider.construct("api", "bulkhead:index:Workload", { image: "acme/api:1", ports }, {});
      },
      { preview: true },
    );
    await assert.rejects(asked, /- ports: give a plain value/);
  });

  it("links by name and by component, over a segment in common", async () => {
    const { resources, topology } = await record(async () => {
      const provider = new ComponentProvider("1.0.0", schema);
      const data = new Segment("data");
      const make = (type: string, name: string, inputs: Inputs) =>
        provider.construct(name, `bulkhead:index:${type}`, { segments: [data], ...inputs }, {});
      // The one that is named comes later: a program's components are made side by side.
      const client = make("Workload", "api", {
        image: "acme/api:1",
        link: ["db", { to: "cache", prefix: "C" }],
      });
      await make("Database", "db", { image: "postgres:16", password: "canary" });
      await make("Workload", "cache", { image: "acme/cache:1", ports: [6379] });
      await client;
    });
    const flows = topology.flows.map(({ from, to, port }) => `${from} ${to} ${port}`);
    assert.deepEqual(flows.sort(), ["api cache 6379", "api db 5432"]);
    const { inputs } = resources.find(({ name }) => name === "api1") ?? assert.fail();
    assert.match(JSON.stringify(inputs["envs"]), /C_HOST=cache/);
  });

  it("shares names, ports and subnets among its components as those of one program do", async () => {
    const twice = await refusal([
      ["Workload", "api", { image: "a", hostname: "api", publish: ["8080:80"], ports: [80] }],
      ["Workload", "other", { image: "a", publish: ["8080:80"], ports: [80] }],
    ]);
    assert.match(twice["publish[0]"] ?? "", /8080/);
  });

  it("stands where it is put, under the names it had, after what it waits for", async () => {
    const recording = await record(async () => {
      const provider = new ComponentProvider("1.0.0", schema);
      const parent = new Segment("data");
      const options = { parent, aliases: [{ name: "old" }], dependsOn: [parent], protect: true };
      await provider.construct("api", "bulkhead:index:Workload", { image: "acme/api:1" }, options);
    });
    const { parent, options } = recording.one("Workload", "api");
    assert.equal(parent, "data");
    assert.match(String(options.aliases), /old/);
    assert.ok(options.dependsOn.includes("Network data"), String(options.dependsOn));
    assert.equal(options.protect, true);
    assert.equal(recording.one("Container", "api1").parent, "api");
  });

  it("says which component there is none of", async () => {
    await assert.rejects(
      construct([["Wurkload", "api", {}]]),
      /There is no bulkhead:index:Wurkload; there are /,
    );
  });
});
