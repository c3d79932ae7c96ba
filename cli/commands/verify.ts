import { Command, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import { type Verification, verifyTable } from "../../observe/prober/index.ts";
import { deployedStack } from "../deployedStack.ts";
import { exitStatus } from "../failure.ts";
import { untilInterrupted } from "../interrupted.ts";
import { verifyJunit } from "../junit/verification.ts";
import { print } from "../output.ts";
import { keepHeapSmall } from "../smallHeap.ts";
import { probeStack, statusOf } from "../verification.ts";
import { cwdOption, example, nodeOption, probeImageOption, stackOption } from "./options.ts";
import { positiveNumber } from "./values.ts";

interface VerifyOptions {
  readonly stack?: string;
  readonly cwd: string;
  readonly format: keyof typeof writers;
  readonly probeImage?: string;
  readonly node?: readonly string[];
  readonly outside?: string;
  readonly watch?: number | true;
}

const writers = {
  text: verifyTable,
  table: verifyTable,
  json: (found: Verification) => JSON.stringify(found, null, 2),
  junit: verifyJunit,
} as const;

/** Seconds between two runs, where they are not said. */
const usualPause = 10;

export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "connect from inside every workload to every other, and hold what got through against what is declared",
    )
    .addOption(stackOption())
    .addOption(cwdOption())
    .addOption(
      new Option("-f, --format <format>", "how to write it").choices(Object.keys(writers)).default("text"),
    )
    .option("--outside <host:port>", "a place beyond the host to try from everywhere, for the ways out")
    .addOption(
      new Option(
        "--watch [seconds]",
        `verify again and again, ${usualPause} s apart, until interrupted`,
      ).argParser(positiveNumber),
    )
    .addOption(nodeOption())
    .addOption(probeImageOption())
    .addHelpText(
      "after",
      example(
        "bulkhead verify --stack dev",
        "bulkhead verify --format junit",
        "bulkhead verify --node ssh://node2 --node ssh://node3",
      ),
    )
    .action(async (options: VerifyOptions) => {
      keepHeapSmall();
      process.exitCode = options.watch === undefined ? await verifyOnce(options) : await watch(options);
    });
}

async function verifyOnce(options: VerifyOptions): Promise<number> {
  const { mark, topology } = await deployedStack(options);
  const found = await probeStack({ engine: Engine.locate(), mark, topology, ...options });
  print(writers[options.format](found));
  return statusOf(found);
}

/** Goes on until it is interrupted; then it ends as the last of them did. */
async function watch(options: VerifyOptions): Promise<number> {
  const pause = (options.watch === true ? usualPause : (options.watch ?? usualPause)) * 1000;
  const time = untilInterrupted();
  let status: number = exitStatus.cannotTell;
  while (!time.over) {
    status = await verifyOnce(options);
    if (options.format === "text") print(`\n${new Date().toISOString()}: status ${status}\n`);
    await time.pause(pause);
  }
  return status;
}
