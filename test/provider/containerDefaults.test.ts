import assert from "node:assert/strict";
import { inspectContainer, inspectImage } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine } from "../harness/engine.ts";
import type { Made } from "../harness/providerClient.ts";
import { containerUrn, idle, useProvider } from "./useProvider.ts";

/** What runs where nothing is said, and something else in its place. */
const defaults: readonly (readonly [
  property: string,
  runs: Properties[string],
  other: Properties[string],
])[] = [
  ["logDriver", "json-file", "local"],
  ["ipcMode", "private", "shareable"],
  ["runtime", "runc", "io.containerd.runc.v2"],
  ["shmSize", 64, 65],
  ["stopSignal", "SIGTERM", "SIGINT"],
  ["stopSignal", "15", "2"],
  ["stopSignal", "term", "int"],
  ["stopTimeout", 10, 11],
  ["networkMode", "default", "host"],
  ["user", "1000:1000", "1001"],
];

describe("provider: what a container does by itself", () => {
  let made: Made;
  // Before the provider ends.
  after(() => provider.client.delete(made.urn, made.id, made.state));
  const provider = useProvider();
  before(async () => {
    made = await provider.client.make(containerUrn(), { ...idle, start: false });
  });

  for (const [property, runs, other] of defaults) {
    it(`is ${property} ${String(runs)}: to write it out is no change, and ${String(other)} is one`, async () => {
      await isNoChange(property, runs);
      await isChange(property, other);
    });
  }

  it("is a control group namespace of the kind its engine is set to", async () => {
    const { CgroupnsMode = "" } = (await inspectContainer(engine, made.id))?.HostConfig ?? {};
    await isNoChange("cgroupnsMode", CgroupnsMode);
    await isChange("cgroupnsMode", CgroupnsMode === "private" ? "host" : "private");
  });

  it("is the platform of its image, by any of its names", async () => {
    const image = await inspectImage(engine, String(idle["image"]));
    const architecture = image?.Architecture ?? "";
    const other = { amd64: "x86_64", arm64: "aarch64" }[architecture];
    for (const one of [architecture, other]) await isNoChange("platform", `linux/${one}`);
    await isChange("platform", "linux/s390x");
  });

  it("is a change once more where something else was written out before", async () => {
    const { client } = provider;
    const { inputs } = await client.check(made.urn, made.inputs, { ...made.inputs, shmSize: 65 });
    const { inputs: back } = await client.check(made.urn, inputs, { ...made.inputs, shmSize: 64 });
    const diff = await client.diff(made.urn, made.id, inputs, made.state, back);
    assert.deepEqual(diff.replaces, ["shmSize"]);
  });

  async function isNoChange(property: string, value: Properties[string]): Promise<void> {
    const diff = await diffOf(property, value);
    assert.deepEqual([diff.changed, diff.detailed], [false, {}]);
  }

  async function isChange(property: string, value: Properties[string]): Promise<void> {
    assert.deepEqual((await diffOf(property, value)).replaces, [property]);
  }

  async function diffOf(property: string, value: Properties[string]) {
    const { client } = provider;
    const given = { ...made.inputs, [property]: value };
    const { inputs, failures } = await client.check(made.urn, made.inputs, given);
    assert.deepEqual(failures, []);
    return await client.diff(made.urn, made.id, made.inputs, made.state, inputs);
  }
});
