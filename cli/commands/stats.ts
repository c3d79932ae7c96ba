import { Command, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import {
  type Counters,
  openMetrics,
  openMetricsType,
  readCounters,
  sampleOf,
  sampleTable,
} from "../../observe/index.ts";
import { say } from "../../tools/toolchain/progress.ts";
import { exitStatus } from "../failure.ts";
import { untilInterrupted } from "../interrupted.ts";
import { print } from "../output.ts";
import { example } from "./options.ts";
import { portNumber, positiveNumber } from "./values.ts";

interface StatsOptions {
  readonly stack?: string;
  readonly all?: boolean;
  readonly every: number;
  readonly count?: number;
  readonly metrics?: number;
  readonly maxCpu?: number;
  readonly maxMemory?: number;
}

const mebibyte = 2 ** 20;

/** `bulkhead stats`: what workloads and tiers use, again and again. */
export function statsCommand(): Command {
  return new Command("stats")
    .description(
      "show what workloads and tiers use: a table on a terminal, else a line of JSON for each sample",
    )
    .option(
      "-s, --stack <project/stack>",
      "one stack, as the label bulkhead.stack has it; every stack by default",
    )
    .option("--all", "every container, whoever made it")
    .addOption(
      new Option("--every <seconds>", "from one sample to the next").argParser(positiveNumber).default(2),
    )
    .addOption(new Option("--count <samples>", "end after so many").argParser(positiveNumber))
    .addOption(
      new Option(
        "--metrics <port>",
        "serve OpenMetrics at 127.0.0.1:PORT/metrics; 0 is any free port",
      ).argParser(portNumber),
    )
    .addOption(
      new Option("--max-cpu <processors>", "status 1 once a workload uses more").argParser(positiveNumber),
    )
    .addOption(
      new Option("--max-memory <MiB>", "status 1 once a workload uses more").argParser(positiveNumber),
    )
    .addHelpText("after", example("bulkhead stats --count 5", "bulkhead stats --all --metrics 9464"))
    .action(async (options: StatsOptions) => {
      process.exitCode = await stats(options);
    });
}

async function stats(options: StatsOptions): Promise<number> {
  const engine = Engine.locate();
  const labels = labelsOf(options);
  const time = untilInterrupted();
  let before: readonly Counters[] = await readCounters(engine, labels);
  const server =
    options.metrics === undefined
      ? undefined
      : await (await import("../metricsServer.ts")).serveMetrics(options.metrics, openMetricsType, () =>
          openMetrics(before),
        );
  if (server !== undefined) say(`Metrics at ${server.url}`);
  let status: number = exitStatus.fine;
  try {
    for (let taken = 0; !time.over && taken < (options.count ?? Number.POSITIVE_INFINITY); taken++) {
      await time.pause(options.every * 1000);
      if (time.over) break;
      const now = await readCounters(engine, labels);
      const sample = sampleOf(before, now, new Date());
      before = now;
      show(sample);
      const { maxCpu = Number.POSITIVE_INFINITY, maxMemory = Number.POSITIVE_INFINITY } = options;
      const isOver = sample.workloads.some(
        ({ cpus, memory }) => cpus > maxCpu || memory > maxMemory * mebibyte,
      );
      if (isOver) status = exitStatus.findings;
    }
  } finally {
    server?.close();
  }
  return status;
}

function labelsOf({ stack, all }: StatsOptions): string[] {
  if (stack !== undefined) return [`bulkhead.stack=${stack}`];
  return all ? [] : ["bulkhead.workload"];
}

/** On a terminal each takes the place of the one before. */
function show(sample: ReturnType<typeof sampleOf>): void {
  if (!process.stdout.isTTY) {
    print(JSON.stringify(sample));
    return;
  }
  const text =
    sample.workloads.length === 0 ? "No container runs." : sampleTable(sample, process.stdout.columns);
  process.stdout.write(`\u001b[H\u001b[J${text}\n`);
}
