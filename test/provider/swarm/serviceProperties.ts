import assert from "node:assert/strict";
import {
  createNetwork,
  createStored,
  inspectService,
  removeNetwork,
  removeStored,
} from "../../../engine/index.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import { service } from "../../../provider/resources/swarm/service.ts";
import { unique } from "../../harness/run.ts";
import { assertCovered } from "../properties/covered.ts";
import { goThrough } from "../properties/lifetime.ts";
import { placesIn } from "../properties/places.ts";
import { assertShows } from "../shows.ts";
import { type OwnSwarm, serviceUrn } from "../useSwarm.ts";
import { type Referred, serviceCases } from "./serviceCases.ts";
import { idleTask } from "./services.ts";

const names = (kind: string): [string, string] => [unique(kind), unique(kind)];
const referred = {
  secretNames: names("secret"),
  configNames: names("config"),
  networks: names("network"),
};
/** The titles of the cases need no ids; the tests get those of real objects. */
const unknownIds: Referred = { ...referred, secrets: ["", ""], configs: ["", ""] };

/** Every property of a service: taken by the swarm, given back the same, and changed as its table says. */
export function servicePropertyTests(swarm: OwnSwarm): void {
  let cases: ReturnType<typeof serviceCases> = [];
  let clear = async (): Promise<void> => {};

  before(async () => {
    const store = (kind: "secret" | "config", [one, two]: readonly [string, string]) =>
      Promise.all([one, two].map(Name => createStored(swarm.engine, kind, { Name, Data: "eA==" })));
    const secrets = (await store("secret", referred.secretNames)) as [string, string];
    const configs = (await store("config", referred.configNames)) as [string, string];
    for (const Name of referred.networks) await createNetwork(swarm.engine, { Name, Driver: "overlay" });
    cases = serviceCases({ ...referred, secrets, configs });
    clear = async () => {
      for (const id of secrets) await removeStored(swarm.engine, "secret", id);
      for (const id of configs) await removeStored(swarm.engine, "config", id);
      for (const id of referred.networks) await removeNetwork(swarm.engine, id);
    };
  });
  after(() => clear());

  it("each have a case, and the lists among them one with two items", () => {
    assertCovered(service.table, cases);
  });

  const subject = {
    type: service,
    urn: serviceUrn,
    common: { taskSpec: idleTask() },
    inspect: (id: string) => inspectService(swarm.engine, id),
  };
  for (const [index, { first: given, change }] of serviceCases(unknownIds).entries()) {
    it(`${ownPlaces(given)}: ${change}`, async () => {
      const one = cases[index] ?? assert.fail();
      await goThrough(swarm.client, subject, one, async (made, news) => {
        if (change === "replace") return;
        const first = await inspectService(swarm.engine, made.id);
        const state = await swarm.client.update(made.urn, made.id, made.inputs, made.state, news);
        if (change === "update" && Object.keys(one.shows ?? {}).length > 0 && !("auth" in one.first)) {
          const seen = await inspectService(swarm.engine, made.id);
          assert.notDeepEqual(seen?.Spec, first?.Spec);
        }
        const read = await swarm.client.read(made.urn, made.id, news, state);
        assert.deepEqual([read?.inputs, read?.state], [news, state]);
        const back = await swarm.client.update(made.urn, made.id, news, state, made.inputs);
        assertShows(await inspectService(swarm.engine, made.id), one.shows ?? {});
        const again = await swarm.client.read(made.urn, made.id, made.inputs, back);
        assert.deepEqual([again?.inputs, again?.state], [made.inputs, back]);
      });
    });
  }
}

/** The places a case is about: those at which no other task has a value. */
function ownPlaces(given: Properties): string {
  const everywhere = new Set(placesIn({ taskSpec: idleTask() }));
  const own = placesIn(given).filter(path => !everywhere.has(path));
  return own.length === 0 ? "image, commands and args" : own.slice(0, 3).join(", ");
}
