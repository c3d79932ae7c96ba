import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import { makeMark } from "../../tools/marks/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { ensureEngine, ensurePulumi } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { command, levels, makeServices, type Site, thisBuild } from "../builds/build.ts";
import { BenchFailure } from "../measure/failure.ts";
import { describeMachine } from "../measure/machine.ts";
import { watchPeakMemory } from "../measure/peakMemory.ts";
import { timed } from "../measure/process.ts";
import type { Report } from "../measure/report.ts";
import { measured } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";

const root = join(import.meta.dirname, "../..");
const folderPrefix = "bulkhead-bench-verify-";

/** Workloads, and the seconds in which all of them are to be verified. */
const sizes = [
  { workloads: 30, atMost: 10 },
  { workloads: 100, atMost: 30 },
] as const;

/** MB that the command may take, however many workloads there are. */
const mostMemory = 120;

/** How long `verify` takes, and what it needs, as stacks grow. */
export const verifyBench: Bench = {
  summary: "seconds and memory of verify, for 30 and for 100 workloads on the engine",
  run: measure,
};

async function measure(context: BenchContext): Promise<Report> {
  const { version } = await ensurePulumi();
  await ensureEngine();
  const engine = Engine.locate();
  await ensureImages(engine);
  const machine = await describeMachine(engine, { Pulumi: version });
  const samples = new Samples();
  for (const { workloads } of sizes) await atSize(workloads, context, samples);
  return {
    machine,
    rows: sizes.flatMap(({ workloads, atMost }) => [
      measured(`verify, ${workloads} workloads`, "s", samples.of(`time ${workloads}`), { atMost }),
      measured(
        `peak memory of the command, ${workloads} workloads`,
        "MB",
        samples.of(`memory ${workloads}`),
        {
          atMost: mostMemory,
        },
      ),
    ]),
    method: [
      `Wall time of \`bulkhead verify\` from its start to its end, and the most that process held of memory; the median of ${context.rounds} rounds, with the smallest and the largest.`,
      "The workloads are those of bench/builds/services.ts: servers that listen, each with one client, and a network for each of these pairs. Every one is asked from about every other, the host and the way to it among them; everything is as declared, or the bench fails.",
    ],
  };
}

async function atSize(workloads: number, context: BenchContext, samples: Samples): Promise<void> {
  const mark = makeMark("bench");
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${mark}-`));
  const site: Site = { build: thisBuild(root), folder, stack: mark };
  try {
    await makeServices(site);
    context.say(`bringing up ${workloads} workloads`);
    const pairs = `pairs=${workloads / 2}`;
    await timed(command(site, "up", "--no-verify", "--config", pairs, ...levels(site)), context.signal);
    for (let round = 1; round <= context.rounds; round++) {
      const { seconds, bytes, connections } = await verifyOnce(site, context.signal);
      samples.add(`time ${workloads}`, seconds);
      samples.add(`memory ${workloads}`, bytes / 1e6);
      context.say(
        `round ${round}: ${workloads} workloads: ${seconds.toFixed(2)} s, ${(bytes / 1e6).toFixed(0)} MB, ${connections} connections`,
      );
    }
  } finally {
    // Also where it was broken off: nothing of a bench stays on the engine.
    await timed(command(site, "down", "--data"), new AbortController().signal);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Verified {
  readonly seconds: number;
  readonly bytes: number;
  readonly connections: number;
}

async function verifyOnce({ folder, stack }: Site, signal: AbortSignal): Promise<Verified> {
  const pidFile = join(folder, "verify.pid");
  const ended = new AbortController();
  const peak = watchPeakMemory(pidFile, ended.signal);
  const started = performance.now();
  const args = ["cli/main.ts", "verify", "--stack", stack, "--cwd", folder, "--format", "json"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], signal });
  await writeFile(pidFile, `${child.pid}\n`);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  ended.abort();
  const bytes = await peak;
  await rm(pidFile);
  if (code !== 0 || bytes === undefined) {
    throw new BenchFailure(
      `\`bulkhead verify\` ended with code ${code}.`,
      `Correct what it says: ${output.stderr}${output.stdout}`.slice(0, 4000),
    );
  }
  const { probes } = JSON.parse(output.stdout) as Verification;
  return { seconds, bytes, connections: probes.length };
}
