import { createReadStream } from "node:fs";
import { Engine, inspectImage } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { publicBase } from "../../images/dockerfile.ts";
import { demoImage } from "../../images/reference.ts";
import { ensureImageArchive, findImageArchive } from "./imageArchive.ts";
import { buildDemoImage, hasBase } from "./imageBuild.ts";
import { withLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { step } from "./progress.ts";

/**
 * Gives the engine every demo image it does not have; gives the names of those. What has been made of Debian packages is
 * imported; else the engine builds them on a public base, where a registry answers; else they are made of Debian packages.
 *
 * @param machine what this may do here; looked at when an image has to be made.
 * @param base what they are built on.
 * @throws SetupFailure where none can be made.
 */
export async function ensureImages(
  engine = Engine.locate(),
  machine?: Machine,
  base = publicBase,
): Promise<string[]> {
  const names = Object.keys(catalog) as DemoImageName[];
  if ((await missing(engine, names)).length === 0) return [];
  return await withLock("images", "it builds the demo images", async () => {
    const wanted = await missing(engine, names);
    let builds: boolean | undefined;
    for (const name of wanted) {
      const made = await findImageArchive(name);
      if (made === undefined) builds ??= await hasBase(engine, base);
      if (made === undefined && builds) {
        await buildDemoImage(engine, name, base);
        continue;
      }
      const archive = made ?? (await ensureImageArchive(name, machine));
      await step(`importing image ${demoImage(name)}`, "the engine does not have it", () =>
        takeIn(engine, name, archive),
      );
    }
    return wanted.map(demoImage);
  });
}

async function missing(engine: Engine, names: readonly DemoImageName[]): Promise<DemoImageName[]> {
  const found = await Promise.all(names.map(name => inspectImage(engine, demoImage(name))));
  return names.filter((_, index) => found[index] === undefined);
}

async function takeIn(engine: Engine, name: DemoImageName, archive: string): Promise<void> {
  const [repository, tag] = demoImage(name).split(":");
  await engine.call(`import image ${demoImage(name)}`, async docker => {
    const options = { repo: repository, tag, changes: catalog[name].configuration };
    const answer = await docker.importImage(createReadStream(archive), options);
    // An import that fails half-way says so in the stream, with status 200.
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        answer,
        error => (error === null ? resolve() : reject(error)),
        ({ error }: { error?: string }) => error !== undefined && reject(new Error(error)),
      );
    });
  });
}
