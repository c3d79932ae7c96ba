import assert from "node:assert/strict";
import { inspectImage, removeImage, tagImage } from "../../engine/index.ts";
import { tag } from "../../provider/resources/tag.ts";
import { engine } from "../harness/engine.ts";
import { type RpcFailure, urnOf } from "../harness/providerClient.ts";
import { unique } from "../harness/run.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import type { PropertyCase } from "./properties/case.ts";
import { assertCovered } from "./properties/covered.ts";
import { goThrough, type Subject, titleOf } from "./properties/lifetime.ts";
import { useProvider } from "./useProvider.ts";

const [source, other, target, further] = [newImageName(), newImageName(), newImageName(), newImageName()];
const urn = (): string => urnOf("tag", "Tag", unique("t"));

const cases: readonly PropertyCase[] = [
  { first: { sourceImage: source }, second: { sourceImage: other }, change: "replace" },
  { first: { targetImage: target }, second: { targetImage: further }, change: "replace" },
  { first: { tagTriggers: ["one", "two"] }, second: { tagTriggers: ["one"] }, change: "replace" },
];

describe("provider: Tag", () => {
  const provider = useProvider();
  useImageNames(source, other, target, further);
  const subject: Subject = {
    type: tag,
    urn,
    common: { sourceImage: source, targetImage: target },
    inspect: () => inspectImage(engine, target),
  };
  before(async () => {
    await commitImage(source);
    await commitImage(other);
  });

  it("has a case for each property", () => assertCovered(tag.table, cases));

  for (const one of cases) it(titleOf(one), () => goThrough(provider.client, subject, one));

  it("gives an image a further name, which stays when the resource goes", async () => {
    const image = await inspectImage(engine, source);
    const made = await provider.client.make(urn(), { sourceImage: source, targetImage: further });
    assert.equal((await inspectImage(engine, further))?.Id, image?.Id);
    assert.deepEqual([made.id, made.state["sourceImageId"]], [`${source}.${further}`, image?.Id]);
    await provider.client.delete(made.urn, made.id, made.state);
    assert.deepEqual((await inspectImage(engine, source))?.RepoTags?.includes(further), true);
    await removeImage(engine, further, { force: false });
  });

  it("that has gone to another image is seen by a refresh, and goes back", async () => {
    const { client } = provider;
    const made = await client.make(urn(), { sourceImage: source, targetImage: further });
    await tagImage(engine, other, further);
    const read = await client.read(made.urn, made.id, made.inputs, made.state);
    assert.ok(read !== undefined);
    assert.equal(read.inputs["sourceImage"], (await inspectImage(engine, other))?.Id);
    const diff = await client.diff(made.urn, made.id, read.inputs, read.state, made.inputs);
    assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["sourceImage"], false]);
    const again = await client.make(made.urn, { sourceImage: source, targetImage: further });
    await client.delete(made.urn, read.id, read.state);
    assert.equal((await inspectImage(engine, further))?.Id, made.state["sourceImageId"]);
    assert.equal(again.state["sourceImageId"], made.state["sourceImageId"]);

    await removeImage(engine, further, { force: false });
    assert.equal(await client.read(made.urn, made.id, made.inputs, made.state), undefined);
  });

  it("without a tag of its own is the latest, and a registry's port is none", async () => {
    const name = unique("localhost:1/bulkhead-test");
    await provider.client.make(urn(), { sourceImage: source, targetImage: name });
    assert.ok((await inspectImage(engine, source))?.RepoTags?.includes(`${name}:latest`));
    await removeImage(engine, `${name}:latest`, { force: false });
  });

  it("of an image that is not there is refused, and so is a digest as its name", async () => {
    const { client } = provider;
    await assert.rejects(
      client.make(urn(), { sourceImage: "localhost:1/none:1", targetImage: further }),
      (error: RpcFailure) => {
        assert.equal(
          error.details,
          `Could not tag image localhost:1/none:1 as ${further}: it is not on the engine. ` +
            "Pull or build it first (a RemoteImage resource pulls it), or correct its name.",
        );
        return true;
      },
    );
    const { failures } = await client.check(urn(), {}, { sourceImage: "", targetImage: "app@sha256:00" });
    assert.deepEqual(failures, [
      { property: "sourceImage", reason: "give an image's name or id" },
      {
        property: "targetImage",
        reason: '"app@sha256:00" is a digest, which follows from the image; give a tag',
      },
    ]);
  });
});
