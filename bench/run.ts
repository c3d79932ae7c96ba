import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeMark } from "../tools/marks/index.ts";
import { withOwnEngine } from "../tools/ownEngine/index.ts";
import { type EngineRelease, engineReleases } from "../tools/toolchain/index.ts";
import { columns } from "../topology/index.ts";
import { reportJson, reportMarkdown, reportTable } from "./measure/report.ts";
import { benches } from "./names.ts";

const usage = `npm run bench -- NAME [--json] [--rounds N] [--engine ${engineReleases.join("|")}] [--folder FOLDER] [--beside CHECKOUT]`;

/** Tells a bench that was started in an engine's network which of the releases that is. */
const releaseVariable = "BULKHEAD_BENCH_ENGINE";

/** Exit statuses: measured (whether or not the goals are met), broken off, could not be measured. */
const exitStatus = { measured: 0, brokenOff: 130, cannotTell: 2 } as const;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs the bench that is named, or lists those there are. */
async function main(signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      folder: { type: "string" },
      beside: { type: "string" },
      engine: { type: "string" },
    },
  });
  const [name, ...others] = positionals;
  const rounds = Number(values.rounds);
  if (name === undefined) {
    const list = Object.entries(benches).map(([each, { summary }]) => [each, summary]);
    process.stdout.write(`${columns(list)}\n\n${usage}\n`);
    return exitStatus.measured;
  }
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (bench === undefined || others.length > 0) {
    const what =
      bench === undefined
        ? `There is no bench "${name}"`
        : `One bench at a time, not also ${others.join(", ")}`;
    say(`${what}; those there are: ${Object.keys(benches).join(", ")}.`);
    return exitStatus.cannotTell;
  }
  if (!Number.isInteger(rounds) || rounds < 1) {
    say(`--rounds takes a whole number from 1, not "${values.rounds}".`);
    return exitStatus.cannotTell;
  }
  if (values.engine !== undefined) {
    const release = engineReleases.find(one => one === values.engine);
    if (release !== undefined) return await again(release, [name, ...options(values)], signal);
    say(`--engine takes one of ${engineReleases.join(", ")}, not "${values.engine}".`);
    return exitStatus.cannotTell;
  }
  const report = await bench.run({
    rounds,
    signal,
    say,
    ...(values.folder === undefined ? {} : { folder: values.folder }),
    ...(values.beside === undefined ? {} : { beside: values.beside }),
  });
  if (values.json) {
    process.stdout.write(`${reportJson(report)}\n`);
    return exitStatus.measured;
  }
  process.stdout.write(`${reportTable(report)}\n`);
  // What depends on somebody's folder is no result of the project's.
  if (values.folder !== undefined) return exitStatus.measured;
  const results = join(import.meta.dirname, "results");
  await mkdir(results, { recursive: true });
  const release = process.env[releaseVariable];
  const [on, suffix] = release === undefined ? ["", ""] : [` --engine ${release}`, `-${release}`];
  const beside = values.beside === undefined ? "" : " --beside CHECKOUT";
  const command = `npm run bench -- ${name}${on}${beside}${rounds === 3 ? "" : ` --rounds ${rounds}`}`;
  await writeFile(join(results, `${name}${suffix}.md`), reportMarkdown(`Bench: ${name}`, command, report));
  return signal.aborted ? exitStatus.brokenOff : exitStatus.measured;
}

interface Options {
  readonly json: boolean;
  readonly rounds: string;
  readonly folder?: string;
  readonly beside?: string;
}

function options({ json, rounds, folder, beside }: Options): string[] {
  return [
    ...(json ? ["--json"] : []),
    ...["--rounds", rounds],
    ...(folder === undefined ? [] : ["--folder", resolve(folder)]),
    ...(beside === undefined ? [] : ["--beside", resolve(beside)]),
  ];
}

/** Runs a bench on an engine of this run's own, in that engine's network. */
async function again(release: EngineRelease, args: readonly string[], signal: AbortSignal): Promise<number> {
  return await withOwnEngine(release, makeMark("bench"), process.env, async ({ env, inNetwork }) => {
    const [command = "", ...rest] = [...inNetwork, process.execPath, import.meta.filename, ...args];
    const child = spawn(command, rest, { env: { ...env, [releaseVariable]: release }, stdio: "inherit" });
    signal.addEventListener("abort", () => child.kill("SIGTERM"));
    return await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", code => resolve(code ?? exitStatus.brokenOff));
    });
  });
}

const cancel = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!cancel.signal.aborted) say("… breaking off; what was made is being removed");
    cancel.abort();
  });
}
try {
  process.exitCode = await main(cancel.signal);
} catch (error) {
  if (!cancel.signal.aborted) say(error instanceof Error ? error.message : String(error));
  process.exitCode = cancel.signal.aborted ? exitStatus.brokenOff : exitStatus.cannotTell;
}
