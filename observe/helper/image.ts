import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { type Engine, findOrPullImage, importImage, inspectImage } from "../../engine/index.ts";

/** Where the helper comes from. */
export interface HelperSource {
  /** Gives the path of its program for a platform: `linux/amd64`. */
  readonly program: (platform: string) => Promise<string>;
  /** An image that holds it as `/helper`, for engines that are given no other. */
  readonly image?: string;
}

/** The helper on an engine. */
export interface HelperImage {
  readonly engine: Engine;
  readonly image: string;
}

const repository = "bulkhead-helper";

/**
 * Sees to it that the engine has the helper's image. It holds one file and comes from no registry: it is handed to the
 * engine as an archive, once for each version of the helper.
 */
export async function helperImage(engine: Engine, source: HelperSource): Promise<HelperImage> {
  if (source.image !== undefined) {
    await findOrPullImage(engine, source.image);
    return { engine, image: source.image };
  }
  const { platform } = await engine.version();
  const program = await source.program(platform);
  const image = `${repository}:${(await hashOf(program)).slice(0, 12)}`;
  if ((await inspectImage(engine, image)) === undefined) {
    await importImage(engine, image, await archiveOf(await readFile(program)), [
      'ENTRYPOINT ["/helper"]',
      "LABEL bulkhead.helper=true",
    ]);
  }
  return { engine, image };
}

/** Piece by piece: it is megabytes, and on most engines it is there already. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

async function archiveOf(program: Buffer): Promise<Buffer> {
  // On most engines the image is there, and nobody packs anything.
  const { pack } = await import("tar-stream");
  const archive = pack();
  archive.entry({ name: "helper", mode: 0o755 }, program);
  archive.finalize();
  return await buffer(archive);
}
