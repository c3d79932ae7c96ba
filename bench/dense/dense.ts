import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { Bench, BenchContext } from "../bench.ts";
import { BenchFailure } from "../measure/failure.ts";
import { describeMachine } from "../measure/machine.ts";
import { watchPeakMemory } from "../measure/peakMemory.ts";
import type { Report } from "../measure/report.ts";
import { computed, measured, type Row } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";

const root = join(import.meta.dirname, "../..");

/** How fast, and with how much memory, it is told who reaches whom where everybody reaches everybody. */
export const denseBench: Bench = {
  summary:
    "reach, diff, graph and check of many services on one network, beside another build of this project (--beside CHECKOUT)",
  run: measure,
};

/** Services on one network. */
const sizes = [60, 250, 1000, 4000] as const;

/** Another build writes each pair: at more than this it takes minutes and gigabytes. */
const mostOfOther = 1000;

/** What is asked of a project, beside `reach`; a difference is to the same services on two networks. */
const tasks = {
  diff: (file: string) => ["diff", "--compose", apartFrom(file), "--compose", file],
  graph: (file: string) => ["graph", "--compose", file],
  check: (file: string) => ["check", file],
} as const satisfies Record<string, (file: string) => readonly string[]>;

const goals = { seconds: { atMost: 0.05 }, MB: { atMost: 0.1 } } as const;

async function measure(context: BenchContext): Promise<Report> {
  const other = context.beside === undefined ? undefined : resolve(context.beside);
  const samples = new Samples();
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-bench-dense-"));
  try {
    for (const size of sizes) {
      await writeFile(join(folder, `${size}.json`), project(size));
      await writeFile(apartFrom(join(folder, `${size}.json`)), project(size, true));
    }
    for (let round = 1; round <= context.rounds; round++) {
      for (const size of sizes) {
        const builds = [root, ...(other !== undefined && size <= mostOfOther ? [other] : [])];
        for (const build of builds) {
          const file = join(folder, `${size}.json`);
          const { seconds, megabytes } = await runOf(
            build,
            file,
            ["reach", "--compose", file, "--format", "json"],
            context.signal,
          );
          const name = build === root ? "this" : "other";
          samples.add(`${size} ${name} s`, seconds);
          samples.add(`${size} ${name} MB`, megabytes);
          context.say(
            `round ${round}: ${size} services, ${name}: ${seconds.toFixed(2)} s, ${megabytes.toFixed()} MB`,
          );
        }
        for (const [task, argumentsFor] of Object.entries(tasks)) {
          const file = join(folder, `${size}.json`);
          const { seconds, megabytes } = await runOf(root, file, argumentsFor(file), context.signal);
          samples.add(`${task} ${size} s`, seconds);
          samples.add(`${task} ${size} MB`, megabytes);
          context.say(
            `round ${round}: ${task} of ${size} services: ${seconds.toFixed(2)} s, ${megabytes.toFixed()} MB`,
          );
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const name = other === undefined ? undefined : basename(other);
  return { machine: await describeMachine(undefined, {}), rows: rowsOf(samples, name), method };
}

function rowsOf(samples: Samples, other: string | undefined): Row[] {
  const rows = sizes.flatMap(size =>
    (["s", "MB"] as const).flatMap(unit => {
      const ours = samples.of(`${size} this ${unit}`);
      const row = measured(`${size} services`, unit, ours);
      if (other === undefined || size > mostOfOther) return [row];
      const theirs = samples.of(`${size} other ${unit}`);
      const goal = size === mostOfOther ? goals[unit === "s" ? "seconds" : "MB"] : undefined;
      const compare = (one = Number.NaN, another = Number.NaN): number => one / another;
      return [
        row,
        measured(`${size} services, ${other}`, unit, theirs),
        computed(
          `${size} services, ${unit === "s" ? "time" : "memory"}: this build / ${other}`,
          "x",
          [ours, theirs],
          compare,
          goal,
        ),
      ];
    }),
  );
  const [few, many] = [samples.of("1000 this s"), samples.of("4000 this s")];
  const growth = (one = Number.NaN, another = Number.NaN): number => Math.log(another / one) / Math.log(4);
  const more = Object.keys(tasks).flatMap(task =>
    sizes.flatMap(size =>
      (["s", "MB"] as const).map(unit =>
        measured(`${task} of ${size} services`, unit, samples.of(`${task} ${size} ${unit}`)),
      ),
    ),
  );
  return [
    ...rows,
    ...more,
    computed("growth of time from 1000 to 4000 services", "exponent", [few, many], growth, { atMost: 1.2 }),
  ];
}

function apartFrom(file: string): string {
  return file.replace(/json$/, "apart.json");
}

/** @param apart whether they are on two networks in place of one. */
function project(size: number, apart = false): string {
  const services = Array.from({ length: size }, (_, index) => [
    `service${index}`,
    {
      image: `acme/app${index}:1.0.${index}`,
      expose: [8080],
      ...(apart ? { networks: [index % 2 === 0 ? "even" : "odd"] } : {}),
    },
  ]);
  const networks = apart ? { networks: { even: {}, odd: {} } } : {};
  return JSON.stringify({ name: "dense", services: Object.fromEntries(services), ...networks });
}

/** Runs the command as its users do; what it writes goes nowhere. */
async function runOf(
  build: string,
  file: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const began = performance.now();
  const args = [join(build, "cli/main.ts"), ...command];
  const child = spawn(process.execPath, args, { stdio: "ignore", signal });
  const pidFile = `${file}.pid`;
  await writeFile(pidFile, `${child.pid}\n`);
  const over = new AbortController();
  const peak = watchPeakMemory(pidFile, over.signal);
  const [code] = (await once(child, "exit")) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  over.abort();
  const bytes = await peak;
  // 1: there are findings, or differences.
  if (code !== 0 && code !== 1)
    throw new BenchFailure(`\`bulkhead ${command[0]}\` of ${build} ended with ${code}.`, "Run it by hand.");
  return { seconds, megabytes: (bytes ?? Number.NaN) / 1_000_000 };
}

const method = [
  "Each run is `bulkhead reach --compose FILE --format json` as a process of its own, of the sources, its output thrown away; memory is the peak that the kernel notes, looked at every 100 ms.",
  "The other build writes pairs, of which there are a million at 1,000 services; at 4,000 it is not run.",
];
