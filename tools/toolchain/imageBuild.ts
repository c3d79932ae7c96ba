import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { buildImage, type Engine, failedWith, findOrPullImage } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import type { DemoImage } from "../../images/image.ts";
import { demoImage } from "../../images/reference.ts";
import { step } from "./progress.ts";

const imagesFolder = join(import.meta.dirname, "../../images");

/** How long a registry may take to say something, in milliseconds, before there is taken to be none. */
const patience = 20_000;

/**
 * Whether the engine has a base for the demo images, or gets it from a registry that answers: then it builds them itself,
 * and nobody has to be root, or to have Debian's tools.
 */
export async function hasBase(engine: Engine, base: string): Promise<boolean> {
  const waited = new AbortController();
  const silent = (): void => waited.abort();
  let timer = setTimeout(silent, patience);
  try {
    await findOrPullImage(engine, base, {
      signal: waited.signal,
      onProgress: () => {
        clearTimeout(timer);
        timer = setTimeout(silent, patience);
      },
    });
    return true;
  } catch (error) {
    // Whatever the registry says, or does not: there is another way to make them.
    if (failedWith(error, "unreachable")) throw error;
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Has the engine build a demo image from its Dockerfile. */
export async function buildDemoImage(engine: Engine, name: DemoImageName, base: string): Promise<void> {
  const why = `${catalog[name].purpose} The engine does not have it; it is built on ${base}.`;
  await step(`building image ${demoImage(name)}`, why, async () => {
    await buildImage(engine, demoImage(name), await contextOf(name), { BASE: base });
  });
}

/** What the engine is given to build an image: its Dockerfile, and the files that go into it. */
export async function contextOf(name: DemoImageName): Promise<Buffer> {
  const { files }: DemoImage = catalog[name];
  const archive = pack();
  archive.entry({ name: "Dockerfile" }, await readFile(join(imagesFolder, name, "Dockerfile")));
  // Their owner and permissions are those that they have here: root's, and as the catalog says.
  for (const { from, mode = 0o644 } of files) {
    archive.entry({ name: from, mode, uid: 0, gid: 0 }, await readFile(join(imagesFolder, from)));
  }
  archive.finalize();
  return await buffer(archive);
}
