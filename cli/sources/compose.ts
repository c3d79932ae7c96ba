import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  type ComposeReading,
  discover,
  fileNames,
  readCompose,
} from "../../topology/readers/compose/index.ts";
import { CliFailure } from "../failure.ts";
import { describedNetworks } from "./external.ts";
import type { Subject } from "./subject.ts";

/** What compose files are read with. */
export interface ComposeSettings {
  readonly profile?: readonly string[];
  readonly composeProfile?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly envFile?: readonly string[];
  readonly external?: readonly string[];
  /** Files as they are to be, in place of what lies on the disk. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * One project of compose files, each merged over those before it; a folder stands for what Compose finds in it.
 *
 * @throws CliFailure where a folder has none.
 */
export function composeSubject(given: readonly string[], settings: ComposeSettings): Subject {
  const { files, topology, readable, problems, remarks, locate } = readProject(given, settings);
  return {
    name: files.join(" + "),
    topology,
    declares: false,
    problems,
    remarks,
    locate,
    file: files[0] ?? "",
    ...(readable === undefined ? {} : { readable }),
  };
}

/** What files say, and which they are. */
export interface ProjectReading extends ComposeReading {
  readonly files: readonly string[];
}

/** Reads one project, with what has to be known about the choice of its files. */
export function readProject(given: readonly string[], settings: ComposeSettings): ProjectReading {
  const chosen = given.map(path => filesOf(path, settings));
  const files = chosen.flatMap(choice => choice.files);
  const [first = ""] = files;
  const [folder] = chosen.flatMap(choice => choice.folder ?? []);
  const profiles = settings.profile ?? settings.composeProfile;
  const reading = readCompose({
    files,
    readFile: path => settings.texts?.get(path) ?? contentsOf(path),
    environment: settings.environment ?? process.env,
    defaultName: basename(dirname(resolve(first))),
    external: describedNetworks(join(dirname(first), "bulkhead.yaml"), settings.external, contentsOf),
    ...(folder === undefined ? {} : { folder }),
    ...(profiles === undefined ? {} : { profiles }),
    ...(settings.envFile === undefined ? {} : { envFiles: settings.envFile }),
  });
  const choices = chosen.flatMap(choice => choice.remarks.map(message => ({ file: first, message })));
  return { ...reading, files, remarks: [...choices, ...reading.remarks] };
}

interface Choice {
  readonly files: readonly string[];
  readonly remarks: readonly string[];
  readonly folder?: string;
}

/** The files of a folder; any other path is a file. */
function filesOf(path: string, settings: ComposeSettings): Choice {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return { files: [path], remarks: [] };
  const found = discover(path, contentsOf, {
    environment: settings.environment ?? process.env,
    ...(settings.envFile === undefined ? {} : { envFiles: settings.envFile }),
  });
  if (found !== undefined) return { ...found, folder: path };
  throw new CliFailure(`There is no compose file in ${path}.`, `Give its path, or call it ${fileNames[0]}.`);
}

/** So much of a file is read: enough to see that it is too long to be a compose file. */
const most = 16 << 20;

/** A file's contents; those of the standard input for `-`; undefined where there is no file, or none to be read. */
function contentsOf(path: string): Uint8Array | undefined {
  try {
    if (path === "-") return readFileSync(0);
    const status = statSync(path);
    if (!status.isFile()) return undefined;
    return status.size > most ? beginningOf(path) : readFileSync(path);
  } catch {
    return undefined;
  }
}

function beginningOf(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const contents = new Uint8Array(most);
    return contents.subarray(0, readSync(file, contents));
  } finally {
    closeSync(file);
  }
}
