import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readCompose } from "../../topology/readers/compose/index.ts";
import { CliFailure } from "../failure.ts";
import type { Subject } from "./subject.ts";

/** What compose files are read with. */
export interface ComposeSettings {
  readonly profile?: readonly string[];
  readonly composeProfile?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly envFile?: readonly string[];
}

/** One project of compose files, each merged over those before it. */
export function composeSubject(given: readonly string[], settings: ComposeSettings): Subject {
  const files = given.flatMap(filesOf);
  const [first = ""] = files;
  const profiles = settings.profile ?? settings.composeProfile;
  const { topology, problems, remarks, locate } = readCompose({
    files,
    readFile: contentsOf,
    environment: settings.environment ?? process.env,
    defaultName: basename(dirname(resolve(first))),
    ...(profiles === undefined ? {} : { profiles }),
    ...(settings.envFile === undefined ? {} : { envFiles: settings.envFile }),
  });
  return { name: files.join(" + "), topology, declares: false, problems, remarks, locate, file: first };
}

/** As Docker Compose looks for them, the preferred first. */
const names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** The files of a folder: its compose file, and the override beside it. Any other path is a file. */
function filesOf(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const found = names.map(name => join(path, name)).find(file => existsSync(file));
  if (found === undefined) {
    throw new CliFailure(`There is no compose file in ${path}.`, `Give its path, or call it ${names[0]}.`);
  }
  const overrides = names.map(name => join(path, name.replace(/\.(ya?ml)$/, ".override.$1")));
  const override = overrides.find(file => existsSync(file));
  return override === undefined ? [found] : [found, override];
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
