import { posix } from "node:path";
import {
  createContainer,
  type Engine,
  EngineFailure,
  inspectContainer,
  inspectVolume,
  readArchive,
  removeContainer,
  statPath,
  writeArchive,
} from "../../engine/index.ts";
import { type HelperSource, helperImage } from "../helper/image.ts";
import { helperLabel } from "../helper/namespaceHelper.ts";
import { EntryCheck } from "./entry.ts";
import { type Copied, pass } from "./pass.ts";
import type { CopyPlace } from "./place.ts";

/** What to copy, and with what. */
export interface CopyOptions {
  readonly engine: Engine;
  readonly helper: HelperSource;
  /** A word of its own for each run. */
  readonly run: string;
  readonly from: CopyPlace;
  readonly to: CopyPlace;
  /** Hears the bytes of files that were passed on so far. */
  readonly onProgress?: (bytes: number) => void;
}

/** Where a volume is mounted in the container that is made to get at it. */
const mountpoint = "/volume";

/**
 * Copies a file or a folder from one container or volume to another, with modes and owners. It passes through this
 * process and touches no disk but the engine's.
 */
export async function copy(options: CopyOptions): Promise<Copied> {
  const { engine, from, to } = options;
  const opened: Opened[] = [];
  try {
    const source = await open(options, from, true);
    opened.push(source);
    const target = await open(options, to, false);
    opened.push(target);
    const found = await statPath(engine, source.id, source.path);
    if (found === undefined) throw refused(`There is nothing at ${written(from)}.`, "Correct the path.");
    if (found.linkTarget !== "") {
      throw refused(
        `${written(from)} is a link to ${found.linkTarget}.`,
        "Name what it leads to: what a link is copied as would be for others to guess.",
      );
    }
    // With a slash at the end: what is in it, and not the folder itself.
    const whole = from.path.endsWith("/") && found.isFolder;
    const { folder, name } = await destination(engine, target, to, whole ? "" : posix.basename(source.path));
    return await pass({
      archive: await readArchive(engine, source.id, source.path),
      check: new EntryCheck(posix.basename(source.path), name),
      write: async (archive, signal) => await writeArchive(engine, target.id, folder, archive, signal),
      onProgress: options.onProgress,
    }).catch(error => {
      throw error instanceof EngineFailure ? error : notCopied(error);
    });
  } finally {
    for (const { id, made } of opened) if (made) await removeContainer(engine, id, { volumes: false });
  }
}

interface Opened {
  readonly id: string;
  readonly path: string;
  /** Made for this, and removed at the end. */
  readonly made: boolean;
}

/** A container as it is; a volume in a container that is never started. */
async function open(
  { engine, helper, run }: CopyOptions,
  place: CopyPlace,
  readOnly: boolean,
): Promise<Opened> {
  if (place.kind === "container") {
    const container = await inspectContainer(engine, place.name);
    if (container !== undefined) return { id: container.Id, path: plainPath(place.path), made: false };
    throw refused(`There is no container ${place.name}.`, "`docker ps --all` lists them.");
  }
  if ((await inspectVolume(engine, place.name)) === undefined) {
    throw refused(`There is no volume ${place.name}.`, "`docker volume ls` lists them.");
  }
  const { image } = await helperImage(engine, helper);
  const id = await createContainer(engine, {
    name: `bulkhead-copy-${crypto.randomUUID()}`,
    Image: image,
    Labels: { [helperLabel]: run },
    HostConfig: {
      NetworkMode: "none",
      Mounts: [{ Type: "volume", Source: place.name, Target: mountpoint, ReadOnly: readOnly }],
    },
  });
  return { id, path: plainPath(posix.join(mountpoint, place.path)), made: true };
}

function plainPath(path: string): string {
  const plain = posix.normalize(path);
  return plain === "/" ? plain : plain.replace(/\/$/, "");
}

/** Into a folder that is there; else under the path's own name, in the folder above. */
async function destination(
  engine: Engine,
  target: Opened,
  to: CopyPlace,
  sourceName: string,
): Promise<{ readonly folder: string; readonly name: string }> {
  const found = await statPath(engine, target.id, target.path);
  if (found !== undefined && found.linkTarget !== "") {
    throw refused(
      `${written(to)} is a link to ${found.linkTarget}, and what is written there would lie elsewhere.`,
      "Name what it leads to.",
    );
  }
  if (found?.isFolder) return { folder: target.path, name: sourceName };
  if (to.path.endsWith("/")) {
    throw refused(`There is no folder ${written(to)}.`, "Make it first, or leave the last slash out.");
  }
  const folder = posix.dirname(target.path);
  const above = await statPath(engine, target.id, folder);
  // The engine follows a link to a folder by itself.
  if (above === undefined || !(above.isFolder || above.linkTarget !== "")) {
    const place = written({ ...to, path: posix.dirname(plainPath(to.path)) });
    throw refused(`There is no folder ${place}.`, "Make it first, or name one that is there.");
  }
  return { folder, name: posix.basename(target.path) };
}

function written({ kind, name, path }: CopyPlace): string {
  return `${kind === "volume" ? "volume:" : ""}${name}:${path}`;
}

function notCopied(cause: Error): EngineFailure {
  return refused(`It was not copied: ${cause.message}.`, "Copy the parts that are wanted one by one.");
}

function refused(what: string, remedy: string): EngineFailure {
  return new EngineFailure("engine", what, remedy);
}
