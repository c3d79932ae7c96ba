import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Engine } from "./engine.ts";

/** What stands at a path of a container. */
export interface PathStatus {
  readonly name: string;
  readonly size: number;
  readonly isFolder: boolean;
  /** Where a link leads; empty for anything else. */
  readonly linkTarget: string;
}

/** The bits by which Go tells folders apart. */
const folderBit = 2 ** 31;

/** Looks at a path of a container, running or not; undefined where nothing is there. */
export async function statPath(engine: Engine, id: string, path: string): Promise<PathStatus | undefined> {
  return await engine.find(`look at ${path} of container ${id.slice(0, 12)}`, async docker => {
    const answer = (await docker.getContainer(id).infoArchive({ path })) as unknown as IncomingMessage;
    // There is nothing to read; until that is seen, the connection holds this process.
    answer.resume();
    const header = String(answer.headers["x-docker-container-path-stat"] ?? "");
    const told = Buffer.from(header, "base64").toString("utf8");
    const { name, size, mode, linkTarget } = JSON.parse(told) as {
      name: string;
      size: number;
      mode: number;
      linkTarget: string;
    };
    // Of unsigned numbers of 32 bits: a bit operation would make them signed.
    return { name, size, isFolder: Math.floor(mode / folderBit) % 2 === 1, linkTarget };
  });
}

/** What stands at a path of a container, as a tar that begins with the path's last part. */
export async function readArchive(engine: Engine, id: string, path: string): Promise<Readable> {
  return await engine.read(`read ${path} of container ${id.slice(0, 12)}`, async docker => {
    return (await docker.getContainer(id).getArchive({ path })) as unknown as Readable;
  });
}

/**
 * Unpacks a tar into a folder of a container, with the owners it names.
 *
 * @param signal breaks it off; what was unpacked by then stays.
 */
export async function writeArchive(
  engine: Engine,
  id: string,
  folder: string,
  archive: Readable,
  signal: AbortSignal,
): Promise<void> {
  await engine.call(`write to ${folder} of container ${id.slice(0, 12)}`, async docker => {
    // A file must not take the place of a folder and all that is in it.
    const options = { path: folder, noOverwriteDirNonDir: "true", abortSignal: signal };
    await docker.getContainer(id).putArchive(archive, options);
  });
}
