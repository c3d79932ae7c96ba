import assert from "node:assert/strict";
import { type ContainerInspect, inspectContainer } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { container } from "../../provider/resources/container/container.ts";
import { engine } from "../harness/engine.ts";
import type { Made, RpcFailure } from "../harness/providerClient.ts";
import { onThisEngine } from "./byRelease.ts";
import { behaviourCases, healthCases } from "./properties/behaviour.ts";
import type { Case, PropertyCase } from "./properties/case.ts";
import { goThrough, isRefused, type Subject, titleOf, tooOldFor } from "./properties/lifetime.ts";
import { limitCases } from "./properties/limits.ts";
import { networkingCases } from "./properties/networking.ts";
import { listsOf, longestAt, placesIn, placesOf } from "./properties/places.ts";
import { processCases } from "./properties/process.ts";
import { securityCases } from "./properties/security.ts";
import { storageCases } from "./properties/storage.ts";
import { useWorld } from "./properties/world.ts";
import { assertShows } from "./shows.ts";
import { containerUrn, idle, useProvider } from "./useProvider.ts";

const cases: Readonly<Record<string, readonly PropertyCase[]>> = {
  behaviour: behaviourCases,
  "health check": healthCases,
  limits: limitCases,
  networking: networkingCases,
  process: processCases,
  security: securityCases,
  storage: storageCases,
};
const all = Object.values(cases).flat();

describe("provider: Container properties", () => {
  const provider = useProvider();
  useWorld();

  it("each have a case", () => {
    const given = new Set(all.flatMap(({ first }) => placesIn(first)));
    assert.deepEqual(
      placesOf(container.table).filter(path => !given.has(path)),
      [],
    );
  });

  it("that are lists have a case with two items, so that their order is tested", () => {
    const short = listsOf(container.table).filter(
      ({ path }) => Math.max(...all.map(({ first }) => longestAt(first, path.split(".")))) < 2,
    );
    assert.deepEqual(short, []);
  });

  for (const [subject, group] of Object.entries(cases)) {
    describe(subject, () => {
      for (const one of group) it(titleOf(one), () => test(one));
    });
  }

  async function test(given: PropertyCase): Promise<void> {
    const { client } = provider;
    const one = await onThisEngine(given);
    // Most settings are there to be seen on a container that is only created, which is much quicker.
    const subject: Subject = {
      type: container,
      urn: containerUrn,
      common: { ...idle, start: one.started === true },
      inspect: id => inspectContainer(engine, id),
    };
    const refused = (await tooOldFor(subject, one)) ?? one.refused;
    if (refused !== undefined) return await isRefused(client, subject, one, refused);
    await goThrough(client, subject, one, async (made, news) => {
      if (one.startRefused !== undefined) await failsToStart(one.startRefused, made);
      if (one.change !== "replace") await changesInPlace(made, news, one);
    });
  }

  async function changesInPlace(made: Made, news: Properties, one: Case): Promise<void> {
    const { client } = provider;
    const before = await seen(made.id);
    const state = await client.update(made.urn, made.id, made.inputs, made.state, news);
    const after = await seen(made.id);
    assertShows(after, one.nowShows ?? {});
    assert.equal(state["id"], made.id);
    if (one.change === "local") {
      assert.equal(
        after.State.StartedAt,
        before.State.StartedAt,
        "a setting of the plugin's own starts nothing again",
      );
      for (const name of Object.keys(one.second)) assert.deepEqual(state[name] ?? false, news[name] ?? false);
    }
    const read = await client.read(made.urn, made.id, news, state);
    assert.deepEqual(read?.inputs, news);
    assert.deepEqual(read?.state, state);
    const diff = await client.diff(made.urn, made.id, news, state, news);
    assert.equal(diff.changed, false);
  }

  async function failsToStart(message: RegExp, { urn, id, inputs, state }: Made): Promise<void> {
    const news = { ...inputs, start: true };
    await assert.rejects(provider.client.update(urn, id, inputs, state, news), (error: RpcFailure) => {
      assert.match(error.details, message);
      assert.equal(error.partial, true);
      return true;
    });
  }
});

async function seen(id: string): Promise<ContainerInspect> {
  const found = await inspectContainer(engine, id);
  assert.ok(found !== undefined);
  return found;
}
