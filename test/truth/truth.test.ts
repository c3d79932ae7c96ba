import assert from "node:assert/strict";
import { majorVersion } from "../../topology/index.ts";
import { engine } from "../harness/engine.ts";
import { runId } from "../harness/run.ts";
import { engineSettings } from "./setting.ts";
import { Trial } from "./trial.ts";

/** Scenes for each setting: forty in all, over the eight of both engines. */
const scenes = 5;

const { engine: version } = await engine.version();

describe(`truth: reach against what gets through, on Engine ${version}`, () => {
  for (const [index, setting] of engineSettings(majorVersion(version)).entries()) {
    it(`says of every call of ${scenes} scenes what comes of it: ${setting.name}`, async function () {
      this.timeout(400_000);
      const trial = await Trial.begin(runId, setting, process.env);
      try {
        for (let seed = 1; seed <= scenes; seed++) {
          const { wrong, unsure, compared, scene, refused } = await trial.of(index * scenes + seed);
          assert.ok(compared > 0, refused.join("\n"));
          assert.ok(unsure.length <= compared / 20, JSON.stringify(unsure));
          assert.deepEqual(wrong, [], JSON.stringify(scene));
        }
      } finally {
        await trial.end();
      }
    });
  }
});
