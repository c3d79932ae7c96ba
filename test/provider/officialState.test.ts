import assert from "node:assert/strict";
import { createContainer, inspectImage, removeContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { resourceType } from "../../provider/resources/index.ts";
import { canonical } from "../../provider/tables/canonical.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { freePort } from "../harness/freePort.ts";
import { runId, unique, uniqueSubnet } from "../harness/run.ts";
import { asWritten, movedHere, type RecordedCase, recordedCases } from "./officialRecord.ts";
import { newImageName, useImageNames } from "./ownImage.ts";
import { ipv6Beside, useWorld, world } from "./properties/world.ts";
import { useProvider } from "./useProvider.ts";

/** Cases of which there is no object to look at: they fail here, or ask for what this engine has for one alone. */
const withoutObject = new Set(["err-exits", "err-unhealthy", "err-overlap", "deviceBps", "netDefault"]);

/** Outputs that tell of one object on one machine. */
const ofTheObject = ["id", "hostname", "networkDatas", "mountpoint", "repoDigest"];

describe("provider: state of the official plugin", () => {
  const provider = useProvider();
  useWorld();
  const [image] = useImageNames(newImageName());
  const pairs: (readonly [there: string, here: string])[] = [];

  before(async () => {
    await importPlainImage(image);
    pairs.push(
      ["local/busybox:1", image],
      [recordedImageId(), (await inspectImage(engine, image))?.Id ?? ""],
      ["net1-64fa74b", world.alpha.name],
      ["base-97c5a25", world.companion],
      ['"confvol"', `"${world.volume}"`],
      ["/srv/conf", world.folder],
      ["21080", String(await freePort())],
      ["21053", String(await freePort())],
      ...["1", "2", "3", "4", "5", "6"].flatMap(subnetPairs),
    );
  });

  for (const recorded of recordedCases) {
    const urn = urnOf(recorded);

    it(`${recorded.case} is what its program comes to here, and no change`, async () => {
      const { client } = provider;
      const checked = await client.check(urn, recorded.inputs, asWritten(recorded.inputs));
      assert.deepEqual(checked, { inputs: recorded.inputs, failures: [] });
      const diff = await client.diff(urn, recorded.id, recorded.inputs, recorded.outputs, checked.inputs);
      assert.deepEqual([diff.changed, diff.detailed], [false, {}]);
    });

    if (withoutObject.has(recorded.case)) continue;

    it(`${recorded.case} is left as it is by a refresh, and is written in the same way here`, async () => {
      const { client } = provider;
      const { inputs, outputs } = movedHere(recorded, [...ownName(recorded), ...pairs]);
      const made = await client.create(urn, inputs);
      const official = { ...outputs, ...ownValues(inputs, made.state, Object.keys(outputs)) };
      if (recorded.case !== "dns") {
        assert.deepEqual(await sayings(recorded, made.state), await sayings(recorded, official));
      }
      const read = await client.read(urn, made.id, inputs, official);
      // The one thing it records against the program is the order of the resolver's settings.
      const expected = recorded.case === "dns" ? { ...made.state, ...inputs } : official;
      assert.deepEqual(read?.inputs, inputs);
      assert.deepEqual(await sayings(recorded, read.state), await sayings(recorded, expected));
      if (recorded.case !== "dns") assert.deepEqual(read.state, official);
      await client.delete(urn, made.id, { ...official, destroyGraceSeconds: 0 });
    });
  }

  it("loses the official plugin's own notes where something has changed, for they would be wrong", async () => {
    const { client } = provider;
    const recorded = recordedCases.find(one => one.case === "volLabels");
    assert.ok(recorded !== undefined);
    const { inputs, outputs } = movedHere(recorded, [...ownName(recorded), ...pairs]);
    const made = await client.create(urnOf(recorded), inputs);
    const read = await client.read(urnOf(recorded), made.id, inputs, {
      ...outputs,
      mountpoint: "/elsewhere",
    });
    assert.deepEqual(
      Object.keys(read?.state ?? {}).filter(key => key.startsWith("__")),
      [],
    );
    assert.equal(read?.state["mountpoint"], made.state["mountpoint"]);
    await client.delete(urnOf(recorded), made.id, made.state);
  });
});

/** What outputs say, in the one form in which the same looks the same. */
async function sayings({ type }: RecordedCase, outputs: Properties): Promise<Properties> {
  const found = await resourceType(type);
  const fields = { ...found?.table, ...found?.computed };
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, value]) => [key, canonical(value, fields[key])] as const)
      .filter(([, value]) => value !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** What the state of an object that was made here has of its own, the host's ports that the engine chose included. */
function ownValues(inputs: Properties, state: Properties, keys: readonly string[]): Properties {
  const chosen = JSON.stringify(inputs["ports"] ?? []).includes("external") ? [] : ["ports"];
  const own = [...ofTheObject, ...chosen].filter(key => keys.includes(key));
  return Object.fromEntries(own.map(key => [key, state[key]]));
}

function urnOf({ type, case: name }: RecordedCase): string {
  return `urn:pulumi:${runId}::bulkhead-test::${type}::${name}`;
}

/** A name of this run's own, where the name is not the image's. */
function ownName({ type, inputs, case: name }: RecordedCase): (readonly [string, string])[] {
  return type.endsWith(":RemoteImage")
    ? []
    : [[`"name":"${String(inputs["name"])}"`, `"name":"${unique(name)}"`]];
}

function recordedImageId(): string {
  const image = recordedCases.find(({ type }) => type.endsWith(":RemoteImage"));
  return String(image?.outputs["imageId"]);
}

/** The addresses of a recorded network, and in their place those of a block that nobody else has. */
function subnetPairs(third: string): (readonly [string, string])[] {
  const block = uniqueSubnet();
  const [there, v6] = [`10.66.${third}`, ipv6Beside(block)];
  return [
    [`${there}.0/24`, block.subnet],
    [`${there}.128/25`, block.subnet.replace("/28", "/29")],
    [`"${there}.1"`, `"${block.gateway}"`],
    [`"${there}.5"`, `"${block.address(5)}"`],
    [`fd00:66:${third}::/64`, v6.subnet],
    [`fd00:66:${third}::1`, v6.gateway],
  ];
}

/** Makes an image of which nothing is set, as the one of the record: the files of a demo image alone. */
async function importPlainImage(name: string): Promise<void> {
  const id = await createContainer(engine, {
    name: unique("template"),
    Image: demoImage("app"),
    Labels: { ...testLabels },
    HostConfig: {},
  });
  const [, repo = "", tag = ""] = /^(.*):([^:]+)$/.exec(name) ?? [];
  try {
    await engine.call("import an image", async docker => {
      const files = await docker.getContainer(id).export();
      const answer = await docker.importImage(files, { repo, tag });
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(answer, error => (error ? reject(error) : resolve()));
      });
    });
  } finally {
    await removeContainer(engine, id, { volumes: true });
  }
}
