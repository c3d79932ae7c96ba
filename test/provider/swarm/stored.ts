import assert from "node:assert/strict";
import { inspectStored, relabelStored, type StoredKind } from "../../../engine/index.ts";
import { holdsSecret, type Properties, reveal, Secret } from "../../../provider/protocol/values.ts";
import type { ResourceType } from "../../../provider/resources/resource.ts";
import { secret } from "../../../provider/resources/swarm/secret.ts";
import { serviceConfig } from "../../../provider/resources/swarm/serviceConfig.ts";
import type { RpcFailure } from "../../harness/providerClient.ts";
import { unique } from "../../harness/run.ts";
import type { PropertyCase } from "../properties/case.ts";
import { assertCovered } from "../properties/covered.ts";
import { goThrough, titleOf } from "../properties/lifetime.ts";
import { configUrn, type OwnSwarm, secretUrn } from "../useSwarm.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const canary = "canary-4711-of-the-swarm";
const labels = [
  { label: "team", value: "shop" },
  { label: "note", value: "" },
];

const common = (): PropertyCase[] => [
  { first: { name: unique("first") }, second: { name: unique("second") }, change: "replace" },
  {
    first: { labels },
    shows: { Spec: { Labels: { team: "shop", note: "" } } },
    second: { labels: [{ label: "team", value: "bank" }] },
    change: "update",
  },
];

const kinds: readonly {
  kind: StoredKind;
  type: ResourceType;
  urn: () => string;
  given: Properties;
  cases: readonly PropertyCase[];
}[] = [
  {
    kind: "secret",
    type: secret,
    urn: secretUrn,
    given: { data: base64(canary) },
    cases: [
      ...common(),
      { first: { data: base64("one") }, second: { data: base64("two") }, change: "replace" },
    ],
  },
  {
    kind: "config",
    type: serviceConfig,
    urn: configUrn,
    given: { data: base64(canary) },
    cases: [
      ...common(),
      {
        first: { data: base64("one") },
        shows: { Spec: { Data: base64("one") } },
        second: { data: base64("two") },
        change: "replace",
      },
      {
        first: { data: undefined, dataRaw: "one" },
        shows: { Spec: { Data: base64("one") } },
        second: { dataRaw: "two" },
        change: "replace",
      },
    ],
  },
];

/** What holds for secrets and configs. */
export function storedTests(swarm: OwnSwarm): void {
  for (const { kind, type, urn, given, cases } of kinds) {
    const subject = {
      type,
      urn,
      common: given,
      inspect: (id: string) => inspectStored(swarm.engine, kind, id),
    };

    it(`${kind}: each property has a case`, () => assertCovered(type.table, cases));

    for (const one of cases) {
      it(`${kind}: ${titleOf(one)}`, () =>
        goThrough(swarm.client, subject, one, async (made, news) => {
          if (one.change !== "update") return;
          const state = await swarm.client.update(made.urn, made.id, made.inputs, made.state, news);
          const seen = await inspectStored(swarm.engine, kind, made.id);
          assert.equal(seen?.Spec.Labels?.["team"], "bank");
          assert.equal(seen.Spec.Labels["note"], undefined);
          assert.equal(seen.Spec.Labels["bulkhead.urn"], made.urn);
          const read = await swarm.client.read(made.urn, made.id, news, state);
          assert.deepEqual([read?.inputs, read?.state], [news, state]);
        }));
    }

    it(`${kind}: labels changed by hand are seen by a refresh, and one removed by hand is gone`, async () => {
      const made = await swarm.client.make(urn(), given);
      const seen = await inspectStored(swarm.engine, kind, made.id);
      assert.ok(seen !== undefined);
      await relabelStored(swarm.engine, kind, seen, { ...seen.Spec.Labels, by: "hand" });
      const read = await swarm.client.read(made.urn, made.id, made.inputs, made.state);
      assert.deepEqual(read?.inputs["labels"], [{ label: "by", value: "hand" }]);
      await swarm.client.delete(made.urn, made.id, made.state);
      assert.equal(await swarm.client.read(made.urn, made.id, made.inputs, made.state), undefined);
      await swarm.client.delete(made.urn, made.id, made.state);
    });

    it(`${kind}: a made-up name lets the new one come first, a given one does not`, async () => {
      const made = await swarm.client.make(urn(), given);
      const { inputs: news } = await swarm.client.check(made.urn, made.inputs, { data: base64("other") });
      const free = await swarm.client.diff(made.urn, made.id, made.inputs, made.state, news);
      assert.deepEqual([free.replaces, free.deleteBeforeReplace], [["data"], false]);
      const fixed = await swarm.client.diff(
        made.urn,
        made.id,
        { ...made.inputs, __defaults: [] },
        made.state,
        { ...news, __defaults: [] },
      );
      assert.equal(fixed.deleteBeforeReplace, true);
      await swarm.client.delete(made.urn, made.id, made.state);
    });

    it(`${kind}: data that is no base64, and a name that is taken, are said in plain words`, async () => {
      const bad = await swarm.client.check(urn(), {}, { ...given, data: new Secret("no base64!") });
      assert.equal(bad.failures.length, 1);
      assert.match(bad.failures[0]?.reason ?? "", /it must be base64/);
      const name = unique(kind);
      const made = await swarm.client.make(urn(), { ...given, name });
      await assert.rejects(swarm.client.make(urn(), { ...given, name }), (error: RpcFailure) => {
        assert.equal(
          error.details,
          `Could not create ${kind} ${name}: a ${kind} named ${name} already exists. Give another name, or remove that one if nobody needs it.`,
        );
        return true;
      });
      await swarm.client.delete(made.urn, made.id, made.state);
    });

    it(`${kind}: is taken over from what the official plugin wrote`, async () => {
      const made = await swarm.client.make(urn(), { ...given, name: unique(kind) });
      const official = { data: given["data"], id: made.id, labels: [], name: made.inputs["name"] };
      const inputs = { ...given, name: made.inputs["name"], __defaults: [] };
      const { inputs: news } = await swarm.client.check(made.urn, inputs, {
        ...given,
        name: made.inputs["name"],
      });
      assert.equal((await swarm.client.diff(made.urn, made.id, inputs, official, news)).changed, false);
      const read = await swarm.client.read(made.urn, made.id, inputs, official);
      assert.deepEqual(reveal(read?.inputs), inputs);
      await swarm.client.delete(made.urn, made.id, made.state);
    });
  }

  it("secret: data given plainly is secret in inputs and outputs, in nothing else, and an import lacks it", async () => {
    const made = await swarm.client.make(secretUrn(), { data: base64(canary) });
    const { data, ...rest } = made.state;
    assert.ok(data instanceof Secret && made.inputs["data"] instanceof Secret);
    assert.ok(!holdsSecret(rest));
    assert.doesNotMatch(JSON.stringify(rest), new RegExp(`${canary}|${base64(canary)}`));
    const imported = await swarm.client.read(made.urn, made.id, {}, {});
    assert.equal(imported?.inputs["name"], made.inputs["name"]);
    assert.equal(imported?.inputs["data"], undefined);
    const preview = await swarm.client.create(made.urn, made.inputs, true);
    assert.ok(preview.state["data"] instanceof Secret);
    await swarm.client.delete(made.urn, made.id, made.state);
  });

  it("config: an import finds everything", async () => {
    const made = await swarm.client.make(configUrn(), { data: base64("x"), labels });
    const imported = await swarm.client.read(made.urn, String(made.inputs["name"]), {}, {});
    assert.equal(imported?.id, made.id);
    const { inputs } = await swarm.client.check(made.urn, {}, imported.inputs);
    const diff = await swarm.client.diff(made.urn, made.id, imported.inputs, imported.state, inputs);
    assert.equal(diff.changed, false);
    assert.equal(imported.inputs["data"], base64("x"));
    await swarm.client.delete(made.urn, made.id, made.state);
  });
}
