import assert from "node:assert/strict";
import { removeImage } from "../../engine/index.ts";
import { registryImage } from "../../provider/resources/registryImage.ts";
import { engine } from "../harness/engine.ts";
import { registryUser } from "../harness/registry.ts";
import { unique } from "../harness/run.ts";
import { commitImage } from "./ownImage.ts";
import type { PropertyCase } from "./properties/case.ts";
import { assertCovered } from "./properties/covered.ts";
import { goThrough, titleOf } from "./properties/lifetime.ts";
import { useFurtherProviders } from "./useProvider.ts";
import { fails, loginFor, registryImageUrn, useRegistry } from "./useRegistry.ts";

const { username, password } = registryUser;

describe("provider: RegistryImage", function () {
  this.timeout(60_000);
  const own = useRegistry();
  const further = useFurtherProviders();
  const cases: readonly PropertyCase[] = [
    { first: { name: "shop/one:1" }, second: { name: "shop/two:1" }, change: "replace" },
    { first: { triggers: { source: "one" } }, second: { triggers: { source: "two" } }, change: "replace" },
    { first: { keepRemotely: true }, second: { keepRemotely: false }, change: "local" },
    { first: { insecureSkipVerify: true }, second: { insecureSkipVerify: undefined }, change: "local" },
    {
      first: { authConfig: { address: "here", username, password } },
      second: { authConfig: { address: "here", username, password: "another" } },
      change: "local",
    },
  ];

  it("has a case for each property", () => assertCovered(registryImage.table, cases));

  for (const one of cases) {
    it(titleOf(one), async () => {
      const here = JSON.parse(
        JSON.stringify(one)
          .replaceAll('"shop/', `"${own.registry.host}/shop/`)
          .replaceAll('"here"', `"${own.registry.host}"`),
      ) as PropertyCase;
      const mine = await own.tagged(`shop/${unique("case")}:1`);
      const moved = {
        ...here,
        second: {
          ...Object.fromEntries(Object.keys(one.second).map(key => [key, undefined])),
          ...here.second,
        },
      };
      if (here.first["name"] !== undefined) await own.tagged("shop/one:1");
      await goThrough(
        own.client,
        { type: registryImage, urn: registryImageUrn, common: { name: mine }, inspect: async () => ({}) },
        moved,
        async (made, news) => {
          if (one.change === "replace") return;
          const state = await own.client.update(made.urn, made.id, made.inputs, made.state, news);
          assert.equal(state["sha256Digest"], made.id);
        },
      );
    });
  }

  it("is pushed, found again, and removed at the end", async () => {
    const mine = await own.tagged("shop/passing:1");
    const later = await further({ config: loginFor(own.registry) });
    await commitOther(mine);
    const { urn: one, id, inputs, state } = await own.client.make(registryImageUrn(), { name: mine });
    assert.match(id, /^sha256:[0-9a-f]{64}$/);
    assert.equal(state["sha256Digest"], id);
    assert.deepEqual((await own.client.read(one, id, inputs, state))?.state, state);
    // A run of its own, as the run that has pushed it leaves it to a twin that may have replaced it.
    await own.client.delete(one, id, state);
    assert.equal(await digestOf(mine), id);
    await later.delete(one, id, state);
    assert.equal(await own.client.read(one, id, inputs, state), undefined);
    await later.delete(one, id, state);
  });

  it("that is kept stays in the registry", async () => {
    const later = await further({ config: loginFor(own.registry) });
    await later.delete(registryImageUrn(), own.digest, {
      name: own.name,
      keepRemotely: true,
      sha256Digest: own.digest,
    });
    assert.equal(await digestOf(own.name), own.digest);
  });

  it("takes a login of its own", async () => {
    const mine = await own.tagged("shop/own:1");
    const without = await further();
    const authConfig = { address: own.registry.host, username, password };
    const made = await without.make(registryImageUrn(), { name: mine, authConfig, keepRemotely: true });
    assert.equal(made.id, own.digest);
    assert.deepEqual((await without.read(made.urn, made.id, made.inputs, made.state))?.inputs, made.inputs);
  });

  it("without a name, or of what the engine does not have, is refused", async () => {
    assert.deepEqual((await own.client.check(registryImageUrn(), {}, {})).failures, [
      { property: "name", reason: "it is required, as no image is built here; give a value" },
    ]);
    const { failures } = await own.client.check(
      registryImageUrn(),
      {},
      { name: "a@sha256:00", build: { context: "." } },
    );
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["name", "build"],
    );
    const none = `${own.registry.host}/shop/none:1`;
    await fails(
      own.client.make(registryImageUrn(), { name: none }),
      `Could not push image ${none}: the engine has no image of that name. Pull, build or tag it first, or correct its name.`,
    );
  });

  async function digestOf(image: string): Promise<unknown> {
    return (await own.invoke("getRegistryImage", { name: image }))["id"];
  }

  /** Gives a name to an image of other content, so that its digest is its own. */
  async function commitOther(tag: string): Promise<void> {
    await removeImage(engine, tag, { force: true });
    await commitImage(tag);
  }
});
