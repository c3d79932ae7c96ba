import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { stringify } from "yaml";
import { composeOf, convert, RunError, readRun } from "../convert/index.ts";
import { say } from "../tools/toolchain/progress.ts";
import { readCompose, words } from "../topology/readers/compose/index.ts";
import { CliFailure } from "./failure.ts";
import { print } from "./output.ts";
import { releaseOf } from "./release.ts";
import { type ProjectReading, readProject } from "./sources/compose.ts";
import { remarkText } from "./sources/subject.ts";

/** What `convert` is told beside the files. */
export interface ConvertCommandOptions {
  readonly out?: string;
  readonly run?: readonly string[];
  readonly envFile?: readonly string[];
  readonly external?: readonly string[];
  readonly quiet?: boolean;
}

/**
 * Writes compose files as a Bulkhead project.
 *
 * @throws CliFailure where they cannot be read, or the folder is not free.
 */
export async function convertFiles(files: readonly string[], options: ConvertCommandOptions): Promise<void> {
  // Variables of the surroundings would become part of the program: it is to ask for them.
  const reading =
    options.run === undefined
      ? readProject(files, { ...options, profile: ["*"], environment: { HOME: "~" } })
      : readRuns(options.run);
  const { topology, services, problems, remarks } = reading;
  for (const remark of remarks) if (remark.variable === undefined) say(remarkText(remark));
  if (topology === undefined) throw new CliFailure(problems.map(remarkText).join("\n"), "");
  const folder = dirname(resolve(reading.files[0] ?? "."));
  const out = resolve(options.out ?? join(folder, "bulkhead"));
  if (existsSync(out) && readdirSync(out).length > 0) {
    throw new CliFailure(`${out} is not empty.`, "Name another folder with --out.");
  }
  const converted = convert({
    topology,
    services,
    name: projectName(basename(folder)),
    source: reading.files.map(file => relative(folder, resolve(file))).join(" + "),
    folder: relative(out, folder) || ".",
    isFile: path => isSmallText(join(folder, path)),
    version: releaseOf(),
  });
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(converted.files)) writeFileSync(join(out, name), text);
  for (const remark of converted.remarks) say(remark);
  print(
    `${join(relative(process.cwd(), out) || ".", "index.ts")} is written; CONVERSION.md beside it says what to give, and what to see to.\n`,
  );
}

/** Commands as one project, which lies where they are run. */
function readRuns(lines: readonly string[]): ProjectReading {
  try {
    const runs = lines.map(line => readRun(words(line.replace(/\\\r?\n/g, " ")) ?? []));
    const file = "docker run";
    const text = stringify(composeOf(runs));
    const readFile = (path: string): string | undefined => (path === file ? text : undefined);
    return { ...readCompose({ files: [file], environment: {}, readFile }), files: [file] };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new CliFailure(error.message, "");
  }
}

/** A name that a Pulumi project can have. */
function projectName(folder: string): string {
  return folder.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z]+/, "") || "shop";
}

/** A file that can be read into a program: a certificate or a configuration, no database. */
function isSmallText(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true && status.size < 256 * 1024 && !readFileSync(path).includes(0);
}
