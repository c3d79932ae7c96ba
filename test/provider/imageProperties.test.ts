import assert from "node:assert/strict";
import { inspectImage } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { remoteImage } from "../../provider/resources/remoteImage.ts";
import { engine } from "../harness/engine.ts";
import { ProviderClient } from "../harness/providerClient.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import type { PropertyCase } from "./properties/case.ts";
import { goThrough, type Subject, titleOf } from "./properties/lifetime.ts";
import { listsOf, longestAt, placesIn, placesOf } from "./properties/places.ts";
import { imageUrn, useProvider } from "./useProvider.ts";

const [name, gone] = [newImageName(), newImageName()];

const cases: readonly PropertyCase[] = [
  { first: { name }, second: { name: gone }, change: "replace" },
  { first: { keepLocally: true }, second: { keepLocally: false }, change: "local" },
  { first: { forceRemove: true }, second: { forceRemove: undefined }, change: "local" },
  { first: { platform: "linux/amd64" }, second: { platform: "linux/arm64" }, change: "replace" },
  {
    first: { pullTriggers: ["sha256:one", "sha256:two"] },
    second: { pullTriggers: ["sha256:two", "sha256:one"] },
    change: "replace",
  },
  {
    first: { triggers: { source: "one", empty: "" } },
    second: { triggers: { source: "one" } },
    change: "replace",
  },
];

describe("provider: RemoteImage properties", () => {
  const provider = useProvider();
  useImageNames(name, gone);
  const subject: Subject = {
    type: remoteImage,
    urn: imageUrn,
    common: { name },
    // The id of the resource is the image's id and its name.
    inspect: id => inspectImage(engine, id.slice(0, "sha256:".length + 64)),
  };
  before(async () => {
    await commitImage(name);
  });

  it("each have a case, and the lists among them one with two items", () => {
    const given = new Set(cases.flatMap(({ first }) => placesIn(first)));
    assert.deepEqual(
      placesOf(remoteImage.table).filter(path => !given.has(path)),
      [],
    );
    for (const { path } of listsOf(remoteImage.table)) {
      assert.ok(Math.max(...cases.map(({ first }) => longestAt(first, path.split(".")))) >= 2, path);
    }
  });

  for (const one of cases) {
    it(titleOf(one), async () => {
      await goThrough(provider.client, subject, one, async (made, news) => {
        if (one.change === "replace") return;
        const state = await provider.client.update(made.urn, made.id, made.inputs, made.state, news);
        for (const key of Object.keys(one.second)) assert.equal(state[key] ?? false, news[key] ?? false);
        assert.equal(state["imageId"], made.state["imageId"]);
      });
    });
  }

  it("give the image's id and digest", async () => {
    const { client } = provider;
    const { urn, id, inputs, state } = await client.make(imageUrn(), { name });
    const seen = await inspectImage(engine, name);
    assert.deepEqual(
      [state["imageId"], state["repoDigest"], id, inputs["__defaults"]],
      // Where images are kept in containerd each has a digest, also one that was never in a registry.
      [seen?.Id, seen?.RepoDigests?.[0] ?? "", `${seen?.Id}${name}`, []],
    );
    await client.delete(urn, id, state);
  });

  it("decide whether a later run removes the image", async () => {
    const remove = async (given: Properties): Promise<void> => {
      const image = await commitImage(gone);
      // A run of its own, as the run that has found an image leaves it to a twin that may have replaced it.
      const later = await ProviderClient.start({ env: provider.env });
      const inputs = { name: gone, ...given };
      await later.delete(imageUrn(), `${image}${gone}`, inputs);
      await later.delete(imageUrn(), `${image}${gone}`, inputs);
      await later.stop();
    };
    await remove({ keepLocally: true });
    assert.ok((await inspectImage(engine, gone)) !== undefined);
    await remove({});
    assert.equal(await inspectImage(engine, gone), undefined);
  });

  it("say nothing of an image that was removed by hand, so that a refresh takes it out of the state", async () => {
    const { client } = provider;
    await commitImage(gone);
    const { urn, id, inputs, state } = await client.make(imageUrn(), { name: gone });
    await engine.call("remove the image", docker => docker.getImage(gone).remove());
    assert.equal(await client.read(urn, id, inputs, state), undefined);
  });
});
