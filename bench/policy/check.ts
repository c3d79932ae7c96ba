import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComposeLint } from "../../tools/toolchain/index.ts";
import type { BenchContext } from "../bench.ts";
import { composeFile } from "../measure/composeFiles.ts";
import { type Command, timed } from "../measure/process.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";

const many = 40;
const [ours, peer] = ["bulkhead", "compose-lint"];
const [large, small] = ["check, 60 services", `check, ${many} files`];
/** Runs of each command in a round, of which the quickest counts: others use the machine too. */
const runs = 5;

/** Seconds of `bulkhead check` with its start, beside compose-lint on the same files. */
export async function checkRows(
  { rounds, signal, say }: BenchContext,
  lint: ComposeLint,
): Promise<{ readonly rows: readonly Row[]; readonly method: string }> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-bench-check-"));
  try {
    const jobs = await prepare(folder, lint);
    for (const { command } of jobs) await timed(command, signal);
    const samples = new Samples();
    for (let round = 1; round <= rounds; round++) {
      for (const { name, command } of jobs) samples.add(name, await quickest(command, signal));
      say(
        `check, round ${round}: ${samples
          .names()
          .map(name => `${name} ${samples.of(name).at(-1)?.toFixed(2)} s`)
          .join(", ")}`,
      );
    }
    return { rows: rows(samples), method };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Job {
  readonly name: string;
  readonly command: Command;
}

async function prepare(folder: string, lint: ComposeLint): Promise<Job[]> {
  await writeFile(join(folder, "large.yaml"), composeFile(60));
  const names = Array.from({ length: many }, (_, at) => `project${at}.yaml`);
  for (const [at, name] of names.entries())
    await writeFile(join(folder, name), composeFile(1 + (at % 8), at));
  const env = { ...process.env };
  // Findings are what both are for: they end with 1 where there are any.
  const common = { cwd: folder, accepts: [0, 1] };
  const main = join(import.meta.dirname, "../../cli/main.ts");
  const own = (files: readonly string[]): Command => ({
    ...common,
    program: process.execPath,
    args: [main, "check", "--quiet", ...files],
    env,
  });
  const theirs = (files: readonly string[]): Command => ({
    ...common,
    program: lint.program,
    args: [...lint.args, ...files],
    env: lint.env,
  });
  return [
    { name: `${large}, ${ours}`, command: own(["large.yaml"]) },
    { name: `${large}, ${peer}`, command: theirs(["large.yaml"]) },
    { name: `${small}, ${ours}`, command: own(names) },
    { name: `${small}, ${peer}`, command: theirs(names) },
  ];
}

async function quickest(command: Command, signal: AbortSignal): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) best = Math.min(best, await timed(command, signal));
  return best;
}

/** A check of one large file must not be felt; and neither may it be much slower than a program that reads less of it. */
const [mostSeconds, mostForLarge, mostForMany] = [0.3, 2, 3];

function rows(samples: Samples): Row[] {
  const ratio = (what: string, atMost: number): Row =>
    computed(
      `${what}: ${ours} / ${peer}`,
      "x",
      [samples.of(`${what}, ${ours}`), samples.of(`${what}, ${peer}`)],
      (own = 0, theirs = 0) => own / theirs,
      { atMost },
    );
  return [
    ...samples.names().map(name => {
      const goal = name === `${large}, ${ours}` ? { atMost: mostSeconds } : undefined;
      return measured(name, "s", samples.of(name), goal);
    }),
    ratio(large, mostForLarge),
    ratio(small, mostForMany),
  ];
}

const method = `**check**: wall time of whole processes with their start, on the same generated files: one of 60 services, and ${many} of one to eight services in one call. Each round takes the quickest of ${runs} runs of each command, after one uncounted run of each.`;
