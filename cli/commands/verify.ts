import { Command, Option } from "commander";
import { Engine } from "../../engine/index.ts";
import { verify, verifyTable } from "../../observe/index.ts";
import { step } from "../../tools/toolchain/index.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { probeImage } from "../probeImage.ts";
import { StackOnDisk } from "../stack.ts";
import { cwdOption, example, probeImageOption, stackOption } from "./options.ts";

interface VerifyOptions {
  readonly stack?: string;
  readonly cwd: string;
  readonly format: "table" | "json";
  readonly probeImage?: string;
}

export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "connect from inside every workload to every other, and hold what got through against what is declared",
    )
    .addOption(stackOption())
    .addOption(cwdOption())
    .addOption(
      new Option("-f, --format <format>", "how to write it").choices(["table", "json"]).default("table"),
    )
    .addOption(probeImageOption())
    .addHelpText("after", example("bulkhead verify --stack dev"))
    .action(async (options: VerifyOptions) => {
      process.exitCode = await verifyStack(options);
    });
}

async function verifyStack(options: VerifyOptions): Promise<number> {
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  const topology = await stack.topology();
  if (topology.workloads.length === 0) {
    throw new CliFailure(
      `Stack ${stack.name} has no workloads of Bulkhead's components.`,
      "Deploy one first: `bulkhead up`.",
    );
  }
  const engine = Engine.locate();
  const image = await probeImage(engine, options.probeImage);
  const found = await step(
    "probing the running containers",
    "every workload tries to reach every other",
    () => verify({ engine, topology, stack: stack.label, probeImage: image }),
  );
  print(options.format === "json" ? JSON.stringify(found, null, 2) : verifyTable(found));
  const verdicts = new Set(found.probes.map(({ verdict }) => verdict));
  if (verdicts.has("excess") || verdicts.has("missing")) return exitStatus.findings;
  return verdicts.has("inconclusive") ? exitStatus.cannotTell : exitStatus.fine;
}
