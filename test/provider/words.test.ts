import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineFailure } from "../../engine/index.ts";
import { entryNames, entryOf } from "../../engine/translate.ts";
import { engine } from "../harness/engine.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { root } from "../harness/project.ts";
import { ofConnections } from "./words/connections.ts";
import { ofContainers } from "./words/containers.ts";
import { ofImages } from "./words/images.ts";
import { ofNetworks } from "./words/networks.ts";
import { flagsOfOwn, ofOwnEngine } from "./words/ownEngine.ts";
import type { Provocation, Provoked } from "./words/provocation.ts";
import { Stage } from "./words/stage.ts";
import { unprovoked } from "./words/unprovoked.ts";

const onAny: readonly Provocation[] = [...ofContainers, ...ofNetworks, ...ofImages, ...ofConnections];

describe("provider: what an engine says, in the same words on every engine", function () {
  this.timeout(60_000);

  it("each has what provokes it, or stands in docs/engines.md with the reason why not", async () => {
    const provoked = new Set<string>([...onAny, ...ofOwnEngine].map(({ entry }) => entry));
    const left = entryNames.filter(name => !provoked.has(name));
    assert.deepEqual(left, Object.keys(unprovoked));
    const text = await readFile(join(root, "docs/engines.md"), "utf8");
    for (const [name, why] of Object.entries(unprovoked)) {
      assert.ok(text.includes(`| \`${name}\` | ${why} |\n`), name);
    }
  });

  for (const one of onAny) {
    it(titleOf(one), async () => {
      const stage = new Stage(engine);
      try {
        await isTold(stage, one, await one.provoke(stage));
      } finally {
        await stage.dispose();
      }
    });
  }

  describe("where the engine is a swarm's node, has nothing more to give, or goes down", () => {
    let own: PrivateEngine;
    before(async function () {
      this.timeout(120_000);
      own = await PrivateEngine.create([], { flags: flagsOfOwn });
      await own.engine.call("begin a swarm", docker =>
        docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" }),
      );
    });
    after(async function () {
      this.timeout(60_000);
      await own?.dispose();
    });

    for (const one of ofOwnEngine) {
      it(titleOf(one), async () => {
        const stage = new Stage(own.engine);
        try {
          await isTold(stage, one, await one.provoke(stage, own));
        } finally {
          await stage.dispose();
        }
      });
    }
  });
});

function titleOf({ entry, by }: Pick<Provocation, "entry" | "by">): string {
  return by === undefined ? entry : `${entry}, by ${by}`;
}

/** It fails, is told by its entry, and in its words. */
async function isTold(
  stage: Stage,
  { entry, says }: Pick<Provocation, "entry" | "says">,
  { names = {}, attempt }: Provoked,
): Promise<void> {
  const failure = await attempt().then(
    () => assert.fail("it works"),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof EngineFailure, String(failure));
  const expected = Object.entries({ NAME: stage.name, ...names }).reduce(
    (text, [key, value]) => text.replaceAll(key, value),
    says,
  );
  assert.equal(failure.what, expected, String(failure.cause));
  assert.equal(entryOf(failure.cause), entry);
}
