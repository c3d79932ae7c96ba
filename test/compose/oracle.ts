import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type ComposeReading, readCompose } from "../../topology/readers/compose/index.ts";
import { environment, type GeneratedProject, raw, tags } from "./projects.ts";

/** What Docker Compose makes of a project: its one canonical file, or why it takes it for none. */
export type Canonical = string | Error;

/** What Docker Compose and this project's reader make of one project, which lay in a folder. */
export interface Compared {
  readonly folder: string;
  readonly expected: Canonical;
  readonly found: ComposeReading;
}

/**
 * Gives a project to Docker Compose and to the reader, in a folder of its own that is gone afterwards.
 *
 * @param use what is to be done with it while the folder is there.
 */
export async function compared(
  compose: string,
  project: GeneratedProject,
  use: (compared: Compared) => void,
): Promise<void> {
  const above = mkdtempSync(join(tmpdir(), "bulkhead-compose-"));
  const folder = join(above, "shop");
  try {
    write(folder, project);
    const expected = await canonical(compose, folder, project);
    use({ folder, expected, found: read(folder, project) });
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
}

/** Runs something for each of many, several at a time. */
export async function forEach<T>(
  many: readonly T[],
  atOnce: number,
  run: (one: T) => Promise<void>,
): Promise<void> {
  const left = many.values();
  const work = async (): Promise<void> => {
    for (const one of left) await run(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Writes a project's files into a folder. */
function write(folder: string, { files }: Pick<GeneratedProject, "files">): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : yaml(content));
  }
}

/** YAML with Compose's tags where the generator marks them, and without quotes where it wants none. */
function yaml(content: unknown): string {
  return stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 })
    .replaceAll(`"${tags.reset}"`, "!reset null")
    .replaceAll(`${tags.override}:`, ": !override")
    .replaceAll(new RegExp(`"?${raw}([^"\\n]*)"?`, "g"), "$1");
}

/** It is started thousands of times, and over before it is worth collecting anything: two thirds of the time otherwise. */
const short = { GOGC: "off", GOMAXPROCS: "1" } as const;

async function canonical(
  compose: string,
  folder: string,
  { given, profiles }: GeneratedProject,
): Promise<Canonical> {
  const files = given.flatMap(file => ["--file", join(folder, file)]);
  const active = profiles.flatMap(profile => ["--profile", profile]);
  const args = [...files, ...active, "config", "--format", "json"];
  return await new Promise(resolve => {
    execFile(
      compose,
      args,
      {
        cwd: folder,
        env: { ...environment, ...short },
        encoding: "utf8",
        timeout: 60_000,
        maxBuffer: 1 << 24,
      },
      (error, stdout, stderr) => resolve(error === null ? stdout : new Error(stderr || error.message)),
    );
  });
}

/** What this project's reader makes of it. */
function read(folder: string, { given, profiles }: GeneratedProject): ComposeReading {
  return readCompose({
    files: given.map(file => join(folder, file)),
    environment,
    readFile,
    ...(profiles.length === 0 ? {} : { profiles }),
  });
}

/** Reads the canonical file, in which everything has a name on the engine and an absolute path. */
export function readCanonical(folder: string, text: string): ComposeReading {
  const file = join(folder, "canonical.json");
  return readCompose({
    files: [file],
    profiles: ["*"],
    environment: {},
    readFile: path => (path === file ? text : undefined),
  });
}

function readFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
