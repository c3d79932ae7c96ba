import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import { bytes, openPath, type PathSample, pathPlot, sparkline } from "../../observe/index.ts";
import { exitStatus } from "../failure.ts";
import { helperSource, startWarden } from "../helper.ts";
import { untilInterrupted } from "../interrupted.ts";
import { print } from "../output.ts";
import { example, probeImageOption } from "./options.ts";
import { positiveNumber } from "./values.ts";

interface WatchOptions {
  readonly every: number;
  readonly count?: number;
  readonly svg?: string;
  readonly throughput: boolean;
  readonly maxP99?: number;
  readonly maxLoss?: number;
  readonly probeImage?: string;
}

/** Milliseconds of the flood by which the throughput is measured. */
const burst = 100;

/** `bulkhead watch`: how fast, how much and how reliably one workload gets to another, over time. */
export function watchCommand(): Command {
  return new Command("watch")
    .description(
      "measure latency, throughput and loss between two workloads over time: a line on a terminal, else a line of JSON for each sample",
    )
    .argument("<from>", "a container, or its workload")
    .argument("<to>", "another, on a network of the first")
    .addOption(
      new Option("--every <seconds>", "from one sample to the next").argParser(positiveNumber).default(1),
    )
    .addOption(new Option("--count <samples>", "end after so many").argParser(positiveNumber))
    .option("--svg <file>", "draw a plot at the end")
    .option("--no-throughput", "send no flood of data")
    .addOption(
      new Option("--max-p99 <ms>", "status 1 once the 99th percentile is above").argParser(positiveNumber),
    )
    .addOption(new Option("--max-loss <percent>", "status 1 once more is lost").argParser(positiveNumber))
    .addOption(probeImageOption())
    .addHelpText("after", example("bulkhead watch shop-app shop-db --count 30 --max-p99 5 --svg path.svg"))
    .action(async (from: string, to: string, options: WatchOptions) => {
      process.exitCode = await watch(from, to, options);
    });
}

async function watch(from: string, to: string, options: WatchOptions): Promise<number> {
  const warden = startWarden();
  const time = untilInterrupted();
  const samples: PathSample[] = [];
  try {
    const path = await openPath({
      engine: Engine.locate(),
      helper: helperSource(options.probeImage),
      run: warden.run,
      from,
      to,
      burst: options.throughput ? burst : 0,
    });
    try {
      while (!time.over && samples.length < (options.count ?? Number.POSITIVE_INFINITY)) {
        samples.push(await path.measure());
        show(samples);
        if (samples.length < (options.count ?? Number.POSITIVE_INFINITY))
          await time.pause(options.every * 1000);
      }
    } finally {
      await path.end();
    }
  } finally {
    warden.dismiss();
  }
  if (process.stdout.isTTY) print("");
  if (options.svg !== undefined) await writeFile(options.svg, `${pathPlot(samples)}\n`);
  return samples.some(sample => isOver(sample, options)) ? exitStatus.findings : exitStatus.fine;
}

function isOver(
  { p99 = Number.POSITIVE_INFINITY, sent, received }: PathSample,
  { maxP99 = Number.POSITIVE_INFINITY, maxLoss = 100 }: WatchOptions,
): boolean {
  return p99 > maxP99 || ((sent - received) / sent) * 100 > maxLoss;
}

/** On a terminal one line is written over; the bars are the last medians. */
function show(samples: readonly PathSample[]): void {
  const last = samples.at(-1);
  if (last === undefined) return;
  if (!process.stdout.isTTY) {
    print(JSON.stringify(last));
    return;
  }
  const { p50, p99, sent, received, throughput } = last;
  const figures = [
    `p50 ${p50 ?? "-"} ms`,
    `p99 ${p99 ?? "-"} ms`,
    `lost ${sent - received} of ${sent}`,
    ...(throughput === undefined ? [] : [`${bytes(throughput)}/s`]),
  ].join("  ");
  const room = Math.max(8, process.stdout.columns - figures.length - 3);
  const bars = sparkline(samples.slice(-room).map(sample => sample.p50));
  process.stdout.write(`\r\u001b[2K${figures}  ${bars}`);
}
