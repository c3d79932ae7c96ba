import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type ComposeReading, readCompose } from "../../../topology/readers/compose/index.ts";
import { environment, type GeneratedProject, tags } from "./projects.ts";

/** Writes a project's files into a folder of nothing else. */
export function write(folder: string, { files }: Pick<GeneratedProject, "files">): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : yaml(content));
  }
}

/** YAML with Compose's tags where the generator marks them. */
function yaml(content: unknown): string {
  return stringify(content)
    .replaceAll(`"${tags.reset}"`, "!reset null")
    .replaceAll(`${tags.override}:`, ": !override");
}

/** What Docker Compose makes of a project: its one canonical file, or why it takes it for none. */
export function canonical(
  compose: string,
  folder: string,
  { given, profiles }: GeneratedProject,
): string | Error {
  const files = given.flatMap(file => ["--file", join(folder, file)]);
  const active = profiles.flatMap(profile => ["--profile", profile]);
  const { status, stdout, stderr } = spawnSync(compose, [...files, ...active, "config", "--format", "json"], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    timeout: 20_000,
  });
  return status === 0 ? stdout : new Error(stderr);
}

/** What this project's reader makes of it. */
export function read(folder: string, { given, profiles }: GeneratedProject): ComposeReading {
  return readCompose({ files: given.map(file => join(folder, file)), profiles, environment, readFile });
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
