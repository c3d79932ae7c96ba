import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureComposeLint } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { composeFile } from "../measure/composeFiles.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Command } from "../measure/process.ts";
import type { Report } from "../measure/report.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import { turned } from "../measure/turned.ts";
import { installPackage } from "./installed.ts";
import { type Cost, costOf } from "./peak.ts";

/** What a check of one file costs to who has installed the package. */
export const checkBench: Bench = {
  summary:
    "seconds and memory of `check` of a compose file with 60 services, from the package as it is installed, beside compose-lint",
  run: measure,
};

const [ours, peer, node] = ["bulkhead", "compose-lint", "node, an empty program"];

/** Runs of each in a round, of which the quickest counts: others use the machine too. */
const runs = 7;

const goals = { ratio: { atMost: 1.2 }, megabytes: { atMost: 60 } } as const;

async function measure(context: BenchContext): Promise<Report> {
  const lint = await ensureComposeLint();
  const machine = await describeMachine(undefined, { "compose-lint": lint.version });
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-bench-check-"));
  try {
    context.say("packing and installing the package");
    const command = await installPackage(folder);
    await writeFile(join(folder, "compose.yaml"), composeFile(60));
    // Findings are what both are for: they end with 1 where there are any.
    const common = { cwd: folder, env: process.env, accepts: [0, 1] };
    const jobs: readonly (readonly [string, Command])[] = [
      [ours, { ...common, program: process.execPath, args: [command, "check", "compose.yaml"] }],
      [peer, { ...common, program: lint.program, args: [...lint.args, "compose.yaml"], env: lint.env }],
      [node, { ...common, program: process.execPath, args: ["-e", "0"] }],
    ];
    return { machine, rows: rowsOf(await sampled(jobs, folder, context)), method };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sampled(
  jobs: readonly (readonly [string, Command])[],
  folder: string,
  { rounds, signal, say }: BenchContext,
): Promise<Samples> {
  const noted = join(folder, "peak");
  // What is compiled is kept from the first run on.
  for (const [, command] of jobs) await costOf(command, noted, signal);
  const samples = new Samples();
  for (let round = 1; round <= rounds; round++) {
    const all = new Map<string, Cost[]>(jobs.map(([name]) => [name, []]));
    // By turns: who else uses the machine uses it beside each of them.
    for (let at = 0; at < runs; at++) {
      for (const [name, command] of turned(jobs, at))
        all.get(name)?.push(await costOf(command, noted, signal));
    }
    for (const [name, costs] of all) {
      const seconds = Math.min(...costs.map(cost => cost.seconds));
      const megabytes = Math.min(...costs.map(cost => cost.megabytes));
      samples.add(`${name} s`, seconds);
      samples.add(`${name} MB`, megabytes);
      say(`round ${round}: ${name} ${seconds.toFixed(3)} s, ${megabytes.toFixed(1)} MB`);
    }
  }
  return samples;
}

function rowsOf(samples: Samples): Row[] {
  const all = [ours, peer, node].flatMap(name => [
    measured(name, "s", samples.of(`${name} s`)),
    measured(name, "MB", samples.of(`${name} MB`), name === ours ? goals.megabytes : undefined),
  ]);
  const ratio = (own = Number.NaN, theirs = Number.NaN): number => own / theirs;
  const inputs = [samples.of(`${ours} s`), samples.of(`${peer} s`)];
  return [...all, computed(`time: ${ours} / ${peer}`, "x", inputs, ratio, goals.ratio)];
}

const method = [
  "The package is packed and unpacked where npm installs it; its command is started as npx does, by Node, with the code that a first run has compiled.",
  `Wall time is of the whole process with its start. Each round takes the least of ${runs} runs of each; one after another by turns; memory is the peak of the resident set, as the kernel notes it.`,
];
