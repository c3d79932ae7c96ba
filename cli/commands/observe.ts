import { writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import { type Observation, observationText, observe } from "../../observe/index.ts";
import { step } from "../../tools/toolchain/index.ts";
import { deployedStack } from "../deployedStack.ts";
import { exitStatus } from "../failure.ts";
import { helperSource, startWarden } from "../helper.ts";
import { untilInterrupted } from "../interrupted.ts";
import { print } from "../output.ts";
import { cwdOption, example, probeImageOption, stackOption } from "./options.ts";
import { positiveNumber } from "./values.ts";

interface ObserveOptions {
  readonly stack?: string;
  readonly engine?: boolean;
  readonly cwd: string;
  readonly for: number;
  readonly every: number;
  readonly format: keyof typeof writers;
  readonly out?: string;
  readonly probeImage?: string;
}

const writers = {
  text: observationText,
  json: (found: Observation) => JSON.stringify(found, null, 2),
} as const;

/** `bulkhead observe`: who calls whom in truth, for a while. */
export function observeCommand(): Command {
  return new Command("observe")
    .description(
      "look for a while at who calls whom: what is declared and not used, used and not declared, and flows to declare",
    )
    .addOption(stackOption())
    .addOption(new Option("--engine", "all that runs on the engine, whoever made it").conflicts("stack"))
    .addOption(cwdOption())
    .addOption(
      new Option("--for <time>", "how long: 30s, 10m, 2h; Ctrl-C ends it sooner")
        .argParser(seconds)
        .default(600, "10m"),
    )
    .addOption(
      new Option("--every <seconds>", "from one sample to the next").argParser(positiveNumber).default(2),
    )
    .addOption(
      new Option("-f, --format <format>", "how to write it").choices(Object.keys(writers)).default("text"),
    )
    .option("-o, --out <file>", "write what was seen as JSON, for `bulkhead convert --observed`")
    .addOption(probeImageOption())
    .addHelpText(
      "after",
      example("bulkhead observe --stack dev --for 10m", "bulkhead observe --engine --for 1h --out seen.json"),
    )
    .action(async (options: ObserveOptions) => {
      process.exitCode = await observed(options);
    });
}

async function observed(options: ObserveOptions): Promise<number> {
  const declared = options.engine ? undefined : await deployedStack(options);
  const warden = startWarden();
  const time = untilInterrupted();
  let end: number | undefined;
  try {
    const found = await step("looking at connections", "each container's, from within", () =>
      observe({
        engine: Engine.locate(),
        helper: helperSource(options.probeImage),
        run: warden.run,
        ...(declared === undefined ? {} : { stack: declared.mark, topology: declared.topology }),
        next: async () => {
          // Not before the helpers were there.
          end ??= Date.now() + options.for * 1000;
          const left = end - Date.now();
          if (time.over || left <= 0) return false;
          await time.pause(Math.min(left, options.every * 1000));
          return true;
        },
      }),
    );
    if (options.out !== undefined) await writeFile(options.out, `${writers.json(found)}\n`);
    print(writers[options.format](found));
    return found.flows.some(flow => flow.declared === false) ? exitStatus.findings : exitStatus.fine;
  } finally {
    warden.dismiss();
  }
}

/** `90`, `30s`, `10m`, `2h`. */
function seconds(text: string): number {
  const [, count, unit = "s"] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  const value = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit] ?? 1);
  if (value > 0) return value;
  throw new InvalidArgumentError("Write a time such as 30s, 10m or 2h.");
}
