import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { stringify } from "yaml";
import { composeOf, convert, RunError, readRun, type Setting } from "../convert/index.ts";
import { say } from "../tools/toolchain/progress.ts";
import { readCompose, words } from "../topology/readers/compose/index.ts";
import { projectName, smallTextIn } from "./conversion.ts";
import { CliFailure } from "./failure.ts";
import { print } from "./output.ts";
import { releaseOf } from "./release.ts";
import { type ProjectReading, readProject } from "./sources/compose.ts";
import { readObserved } from "./sources/observed.ts";
import { readRunning } from "./sources/running.ts";
import { remarkText } from "./sources/subject.ts";
import { StackOnDisk } from "./stack.ts";

/** What `convert` is told beside the files. */
export interface ConvertCommandOptions {
  readonly out?: string;
  readonly run?: readonly string[];
  /** What runs on the engine, in place of files: the projects of Compose or the containers that are named, or all. */
  readonly engine?: boolean;
  /** A file of `bulkhead observe --out`. */
  readonly observed?: string;
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
  const found = options.engine === true ? await readRunning(files) : undefined;
  const reading = found?.reading ?? readGiven(files, options);
  const { topology, services, problems, remarks } = reading;
  for (const remark of remarks) if (remark.variable === undefined) say(remarkText(remark));
  if (topology === undefined) throw new CliFailure(problems.map(remarkText).join("\n"), "");
  const folder = dirname(resolve(reading.files[0] ?? "."));
  const project = found?.project ?? basename(folder);
  const out = resolve(options.out ?? join(folder, "bulkhead"));
  if (existsSync(out) && readdirSync(out).length > 0) {
    throw new CliFailure(`${out} is not empty.`, "Name another folder with --out.");
  }
  const converted = convert({
    topology,
    services,
    name: projectName(project),
    source:
      found === undefined
        ? reading.files.map(file => relative(folder, resolve(file))).join(" + ")
        : `what ran on ${found.where}`,
    folder: relative(out, folder) || ".",
    isFile: smallTextIn(folder),
    variable: reading.variable,
    version: releaseOf(),
    ...(found === undefined ? {} : { networks: "asTheyAre" as const, runs: found.containers }),
    ...(options.observed === undefined ? {} : { observed: readObserved(options.observed) }),
  });
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(converted.files)) writeFileSync(join(out, name), text);
  for (const remark of converted.remarks) say(remark);
  if (found !== undefined) await keepSettings(out, converted.settings);
  print(
    `${join(relative(process.cwd(), out) || ".", "index.ts")} is written; CONVERSION.md beside it says what to give, and what to see to.`,
  );
}

/** Variables of the surroundings would become part of the program: it is to ask for them. */
function readGiven(files: readonly string[], options: ConvertCommandOptions): ProjectReading {
  if (options.run !== undefined) return readRuns(options.run);
  return readProject(files, { ...options, profile: ["*"], environment: { HOME: "~" } });
}

/** What containers run with goes on: a database has its password already. */
async function keepSettings(folder: string, settings: readonly Setting[]): Promise<void> {
  const known = settings.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`]));
  if (known.length === 0) return;
  const stack = await StackOnDisk.open(folder, "dev");
  await stack.create();
  await stack.setConfig(known);
  say(
    `Stack ${stack.name} is new; its config keeps the ${known.length} secrets that containers run with, encrypted.`,
  );
}

/** Commands as one project, which lies where they are run. */
function readRuns(lines: readonly string[]): ProjectReading {
  try {
    const runs = lines.map(line => readRun(words(line.replace(/\\\r?\n/g, " ")) ?? []));
    const file = "docker run";
    const text = stringify(composeOf(runs));
    const readFile = (path: string): string | undefined => (path === file ? text : undefined);
    return {
      ...readCompose({ files: [file], environment: {}, readFile }),
      files: [file],
    };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new CliFailure(error.message, "");
  }
}
