import assert from "node:assert/strict";
import { type Input, output, secret } from "@pulumi/pulumi";
import { MultiTierApp, Workload } from "../../components/index.ts";
import { containerAddress, openText, type Recording, record } from "../harness/recorder.ts";

/** A password that would be found wherever it went. */
const canary = "correct-horse-battery-staple";

/** Everything a state file would show of a program, in the open. */
function shown({ resources }: Recording<unknown>): string[] {
  return resources.flatMap(({ urn, inputs, outputs }) =>
    [inputs, outputs ?? {}].map(properties => `${urn}: ${openText(properties)}`),
  );
}

function app(password: Input<string>) {
  return new MultiTierApp("shop", {
    tiers: {
      web: { kind: "proxy", image: "haproxy", routes: [{ to: "app" }], publish: {} },
      app: {
        image: "acme/shop:1",
        ports: [8080],
        link: ["db", { to: "db", prefix: "OTHER", secrets: "env" }],
        secrets: { token: password },
      },
      db: { kind: "database", image: "postgres:16", password },
    },
  });
}

describe("registration: secrets", () => {
  const forms: Readonly<Record<string, () => Input<string>>> = {
    "marked as a secret": () => secret(canary),
    "a secret made of another": () => secret("battery-staple").apply(end => `correct-horse-${end}`),
    "not marked as one": () => canary,
    "a promise": () => Promise.resolve(canary),
    "an output that is no secret": () => output(canary),
  };
  for (const [form, password] of Object.entries(forms)) {
    for (const preview of [false, true]) {
      it(`never stand open: a password that is ${form}, in ${preview ? "a preview" : "an update"}`, async () => {
        const recording = await record(() => app(password()), { preview });
        const open = shown(recording).filter(text => text.includes(canary));
        assert.deepEqual(open, []);
      });
    }
  }

  it("arrive all the same: as files where nothing else is asked for", async () => {
    const recording = await record(() => app(secret(canary)));
    const holders = recording.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(canary));
    assert.deepEqual(holders.map(({ name }) => name).sort(), ["shop-app1", "shop-db-keeper"]);
  });

  it("do not go to a proxy in front of who has them", async () => {
    const recording = await record(() => app(secret(canary)));
    assert.equal(JSON.stringify(recording.one("Container", "shop-web1").inputs).includes(canary), false);
  });

  it("of an environment that its user marked stay secret", async () => {
    const environment = { TOKEN: secret(canary) };
    const recording = await record(() => new Workload("api", { image: "acme/api:1", environment }));
    assert.deepEqual(
      shown(recording).filter(text => text.includes(canary)),
      [],
    );
  });
});

describe("registration: addresses", () => {
  it("of containers are in no output and no input, since a replaced container has another", async () => {
    const recording = await record(() => app(secret(canary)));
    assert.deepEqual(
      shown(recording).filter(text => text.includes(containerAddress)),
      [],
    );
  });

  it("stand in outputs only where somebody gave them: subnets, and where a port is published", async () => {
    const recording = await record(() => app(secret(canary)));
    const allowed = new Set(["127.0.0.1", ...recording.topology.networks.flatMap(({ subnets }) => subnets)]);
    for (const { urn, outputs } of recording.resources) {
      const found = openText(outputs ?? {}).match(/\d+\.\d+\.\d+\.\d+(\/\d+)?/g) ?? [];
      assert.deepEqual(
        found.filter(address => !allowed.has(address)),
        [],
        urn,
      );
    }
  });
});
