import assert from "node:assert/strict";
import { Pack } from "../../../policies/pack/pack.ts";
import { type Inputs, remediations } from "../../../policies/pack/remediate.ts";

const container = "docker:index/container:Container";
const urn = `urn:pulumi:dev::shop::${container}::web`;
const secret = (value: unknown): unknown => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const noListYet = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
const notYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const noNumberYet = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";

const settings = { remediation: 64 };

/** What each correction makes of inputs; undefined: it leaves them alone. */
const cases: Readonly<
  Record<
    keyof typeof remediations,
    readonly (readonly [what: string, inputs: Inputs, expected: Inputs | undefined])[]
  >
> = {
  "drop-net-raw": [
    ["nothing said", {}, { capabilities: { drops: ["CAP_NET_RAW"] } }],
    [
      "others dropped",
      { capabilities: { adds: ["CAP_CHOWN"], drops: ["CAP_KILL"], __defaults: [] } },
      { capabilities: { adds: ["CAP_CHOWN"], drops: ["CAP_KILL", "CAP_NET_RAW"], __defaults: [] } },
    ],
    ["all dropped", { capabilities: { drops: ["all"] } }, undefined],
    ["it dropped", { capabilities: { drops: ["net_raw"] } }, undefined],
    ["asked for by name", { capabilities: { adds: ["CAP_NET_RAW"] } }, undefined],
    ["asked for with all", { capabilities: { adds: ["ALL"] } }, undefined],
    ["a list to come", { capabilities: { drops: noListYet } }, undefined],
    ["an item to come", { capabilities: { drops: [notYet] } }, undefined],
    ["all of it to come", { capabilities: notYet }, undefined],
    ["secret", { capabilities: secret({ drops: [] }) }, undefined],
    ["secret within", { capabilities: { drops: secret(["ALL"]) } }, undefined],
  ],
  "no-new-privileges": [
    ["nothing said", {}, { securityOpts: ["no-new-privileges:true"] }],
    ["null, as Pulumi writes it", { securityOpts: null }, { securityOpts: ["no-new-privileges:true"] }],
    [
      "other options",
      { securityOpts: ["seccomp=x.json"] },
      { securityOpts: ["seccomp=x.json", "no-new-privileges:true"] },
    ],
    ["switched on", { securityOpts: ["no-new-privileges"] }, undefined],
    ["switched off on purpose", { securityOpts: ["no-new-privileges=false"] }, undefined],
    ["a list to come", { securityOpts: noListYet }, undefined],
    ["an item to come", { securityOpts: [notYet] }, undefined],
  ],
  "memory-limit": [
    ["nothing said", {}, { memory: 64 }],
    ["none, by its number", { memory: 0 }, { memory: 64 }],
    ["a limit", { memory: 256 }, undefined],
    ["a limit to come", { memory: noNumberYet }, undefined],
    ["secret", { memory: secret(256) }, undefined],
  ],
};

describe("policies: remediation", () => {
  for (const [name, list] of Object.entries(cases)) {
    for (const [what, inputs, expected] of list) {
      it(`${name}: ${what}`, () => {
        const before = structuredClone(inputs);
        const remediate = remediations[name as keyof typeof remediations];
        const corrected = remediate({ image: "x", ...inputs }, settings);
        assert.deepEqual(corrected, expected === undefined ? undefined : { image: "x", ...expected });
        assert.deepEqual(inputs, before, "what it is given stays as it is");
        if (corrected !== undefined)
          assert.equal(remediate(corrected, settings), undefined, "once is enough");
      });
    }
  }

  const pack = (config: object, exceptions = ""): Pack => {
    const made = new Pack({ env: { BULKHEAD_EXCEPTIONS: exceptions }, folders: [import.meta.dirname] });
    made.configure({ all: "disabled", ...config });
    return made;
  };

  it("is done at the level remediate alone, one correction on top of the other", () => {
    const registration = { urn, type: container, inputs: { image: "x" } };
    assert.deepEqual(pack({ "net-raw": "mandatory" }).remediate(registration), []);
    const both = pack({ "net-raw": "remediate", "no-new-privileges": "remediate" }).remediate(registration);
    assert.deepEqual(
      both.map(({ rule }) => rule),
      ["net-raw", "no-new-privileges"],
    );
    assert.deepEqual(both.at(-1)?.inputs, {
      image: "x",
      capabilities: { drops: ["CAP_NET_RAW"] },
      securityOpts: ["no-new-privileges:true"],
    });
  });

  it("leaves other resources alone, and containers that an exception is for", () => {
    const config = { "net-raw": "remediate" };
    assert.deepEqual(pack(config).remediate({ urn, type: "docker:index/volume:Volume", inputs: {} }), []);
    const excepting = pack(config, "remediate.exceptions.yaml");
    const named = (name: string, inputs: Inputs = {}) =>
      excepting.remediate({ urn: urn.replace(/web$/, name), type: container, inputs }).length;
    assert.equal(named("web"), 0);
    assert.equal(named("web2"), 1);
    const labels = [{ label: "bulkhead.workload", value: "api" }];
    assert.equal(named("shop-api1", { labels }), 0, "a component's container, by the workload it belongs to");
  });

  it("needs the exceptions file it is told of", () => {
    assert.throws(
      () => new Pack({ env: { BULKHEAD_EXCEPTIONS: "nowhere.yaml" }, folders: ["/a", "/b", "/a"] }),
      /There is no file of exceptions nowhere\.yaml: looked for \/a\/nowhere\.yaml, \/b\/nowhere\.yaml\./,
    );
  });
});
