import assert from "node:assert/strict";
import { type ImageInspect, inspectImage, removeImage, tagImage } from "../../engine/index.ts";
import { catalog } from "../../images/catalog.ts";
import type { DemoImage } from "../../images/image.ts";
import { demoImage } from "../../images/reference.ts";
import { buildDemoImage, hasBase } from "../../tools/toolchain/imageBuild.ts";
import { engine } from "../harness/engine.ts";
import { newImageName, useImageNames } from "../provider/ownImage.ts";

/** What is there for two of the images: a base of Debian packages that has all of it already, and a shell. */
const withShell = ["postgres", "mariadb"] as const;

describe("the Dockerfiles of the demo images", () => {
  const [base] = useImageNames(newImageName());

  it("are built by the engine on a base that is given, into what the catalog says", async function () {
    this.timeout(180_000);
    for (const name of withShell) {
      const image: DemoImage = catalog[name];
      const before = await inspectImage(engine, demoImage(name));
      assert(before !== undefined);
      await tagImage(engine, before.Id, base);
      assert.equal(await hasBase(engine, base), true, "it is on the engine: no registry is asked");
      try {
        await buildDemoImage(engine, name, base);
        const built = await inspectImage(engine, demoImage(name));
        assert.notEqual(built?.Id, before.Id);
        assert.deepEqual(settingsOf(built), settingsOf(before));
        assert.equal(settingsOf(built)[0], `${image.user.id}:${image.user.id}`);
      } finally {
        // As other tests, and whoever uses this engine, had it.
        const made = await inspectImage(engine, demoImage(name));
        await tagImage(engine, before.Id, demoImage(name));
        if (made !== undefined && made.Id !== before.Id) await removeImage(engine, made.Id, { force: true });
      }
    }
  });

  it("have no base where no registry answers", async function () {
    this.timeout(60_000);
    assert.equal(await hasBase(engine, "localhost:1/bulkhead-test/no-base:1"), false);
  });
});

function settingsOf(image: ImageInspect | undefined): unknown[] {
  const { User, Entrypoint, Cmd, Env, Volumes, ExposedPorts } = image?.Config ?? {};
  // What is built has the PATH that its base, an import, leaves to the engine.
  const own = (Env ?? []).filter(variable => !variable.startsWith("PATH="));
  return [User, Entrypoint, Cmd, own, Volumes, ExposedPorts];
}
