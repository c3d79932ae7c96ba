import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { verifyTable } from "../../observe/index.ts";
import { CliFailure } from "../failure.ts";
import { invocation } from "../invocation.ts";
import { print } from "../output.ts";
import { StackOnDisk } from "../stack.ts";
import { unfinishedText } from "../unfinished.ts";
import { probeStack, statusOf } from "../verification.ts";
import { cwdOption, example, formatOption, probeImageOption, stackOption } from "./options.ts";

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
    .addOption(formatOption("table", "json"))
    .addOption(probeImageOption())
    .addHelpText("after", example("bulkhead verify --stack dev"))
    .action(async (options: VerifyOptions) => {
      process.exitCode = await verifyStack(options);
    });
}

async function verifyStack(options: VerifyOptions): Promise<number> {
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  const topology = await stack.topology();
  const unfinished = unfinishedText(topology);
  if (unfinished !== undefined) throw new CliFailure(unfinished, "");
  if (topology.workloads.length === 0) {
    throw new CliFailure(
      `Stack ${stack.name} has no workloads of Bulkhead's components.`,
      `Deploy one first: \`${invocation("up")}\`.`,
    );
  }
  const found = await probeStack(stack, topology, Engine.locate(), options.probeImage);
  print(options.format === "json" ? JSON.stringify(found, null, 2) : verifyTable(found));
  return statusOf(found);
}
