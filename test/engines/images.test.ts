import assert from "node:assert/strict";
import { listImages } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { demoImage } from "../../images/reference.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { engine } from "../harness/engine.ts";

describe("the engine that tests run on", () => {
  it("has the demo images, each under the name the programs use", async () => {
    assert.deepEqual(await ensureImages(engine), []);
    for (const image of (Object.keys(catalog) as DemoImageName[]).map(demoImage)) {
      assert.ok((await listImages(engine, image.split(":")[0] ?? "")).includes(image), image);
    }
  });
});
