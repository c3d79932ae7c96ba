import assert from "node:assert/strict";
import type { Properties } from "../../../provider/protocol/values.ts";
import type { ResourceType } from "../../../provider/resources/resource.ts";
import { neededApis } from "../../../provider/tables/apis.ts";
import { engine } from "../../harness/engine.ts";
import type { Made, ProviderClient, RpcFailure } from "../../harness/providerClient.ts";
import { assertShows, type Part } from "../shows.ts";
import type { Case } from "./case.ts";
import { turnedRound } from "./places.ts";

/** What a test of one type of resource needs to know of it. */
export interface Subject {
  readonly type: ResourceType;
  readonly urn: () => string;
  /** Inputs every object under test is given beside its own. */
  readonly common: Properties;
  /** Looks at the object past the provider; undefined when there is none. */
  readonly inspect: (id: string) => Promise<Part | undefined>;
}

/** What this engine says to the first values because it is too old for one of them; undefined where it is not. */
export async function tooOldFor({ type }: Subject, { first }: Case): Promise<RegExp | undefined> {
  for (const { path, api } of neededApis(type.table, first)) {
    if (await engine.speaks(api)) continue;
    const version = await engine.version();
    const says = `${path} needs an engine with API ${api}; this one (${version.engine}) has ${version.api}.`;
    return new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  }
  return undefined;
}

/** Makes an object with a case's first values, and asserts everything that holds for every property of every type. */
export async function goThrough(
  client: ProviderClient,
  subject: Subject,
  one: Case,
  meanwhile: (made: Made, news: Properties) => Promise<void> = async () => {},
): Promise<void> {
  const inputs = { ...subject.common, ...one.beside, ...one.first };
  const made = await client.make(subject.urn(), inputs);
  try {
    assertShows(await subject.inspect(made.id), one.shows ?? {});
    await standsStill(client, subject, made, inputs);
    const news = await plansChange(client, made, { ...inputs, ...one.second }, one);
    await meanwhile(made, news);
  } finally {
    await client.delete(made.urn, made.id, made.state);
  }
}

/** The engine cannot do what a case asks for, says so in its words, and nothing is left of the attempt. */
export async function isRefused(
  client: ProviderClient,
  subject: Subject,
  one: Case,
  message: RegExp,
): Promise<void> {
  const urn = subject.urn();
  const given = { ...subject.common, ...one.beside, ...one.first };
  const { inputs, failures } = await client.check(urn, {}, given);
  assert.deepEqual(failures, []);
  await assert.rejects(client.create(urn, inputs), (error: RpcFailure) => {
    assert.match(error.details, message);
    assert.equal(error.partial, false);
    return true;
  });
  assert.equal(await subject.inspect(String(inputs["name"])), undefined);
  await plansChange(client, { urn, id: "none", inputs, state: inputs }, { ...given, ...one.second }, one);
}

/** A refresh right after finds nothing new, and what means the same is no change. */
async function standsStill(
  client: ProviderClient,
  { type }: Subject,
  made: Made,
  given: Properties,
): Promise<void> {
  const read = await client.read(made.urn, made.id, made.inputs, made.state);
  assert.equal(read?.id, made.id);
  assert.deepEqual(read.inputs, made.inputs);
  assert.deepEqual(read.state, made.state);
  const turned = Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const row = type.table[name];
      return [name, row === undefined ? value : turnedRound(value, row.shape)];
    }),
  );
  for (const same of [given, turned]) {
    const { inputs } = await client.check(made.urn, made.inputs, same);
    const diff = await client.diff(made.urn, made.id, made.inputs, made.state, inputs);
    assert.deepEqual([diff.changed, diff.detailed], [false, {}]);
  }
}

/** The change to the second values is planned as the case says; gives the new inputs. */
async function plansChange(
  client: ProviderClient,
  { urn, id, inputs, state }: Made,
  given: Properties,
  { second, change }: Case,
): Promise<Properties> {
  const { inputs: news } = await client.check(urn, inputs, given);
  const diff = await client.diff(urn, id, inputs, state, news);
  const changed = Object.keys(second).sort();
  assert.equal(diff.changed, true);
  assert.deepEqual(diff.diffs.toSorted(), changed);
  assert.deepEqual(diff.replaces.toSorted(), change === "replace" ? changed : []);
  return news;
}

/** A case in words, for the name of its test. */
export function titleOf({ first, second, change }: Case): string {
  const how = {
    replace: "is replaced for",
    update: "changes in place to",
    local: "takes without touching it",
  }[change];
  return `${words(first)} ${how} ${words(second)}`;
}

function words(values: Properties): string {
  const text = Object.entries(values)
    .map(
      ([name, value]) =>
        `${name} ${value === undefined ? "none" : JSON.stringify(value).replaceAll('"', "")}`,
    )
    .join(", ");
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
