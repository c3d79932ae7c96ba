import { Command } from "commander";
import { judge, reach, reachTable } from "../../topology/index.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { example, formatOption } from "./options.ts";
import { addSourceOptions, readSource, type SourceOptions } from "./source.ts";

interface ReachOptions extends SourceOptions {
  readonly format: "table" | "json";
  readonly explain: boolean;
}

export function reachCommand(): Command {
  const command = new Command("reach")
    .description("compute who can reach whom, and hold it against what is declared")
    .addOption(formatOption("table", "json"))
    .option("--explain", "say what makes each edge so", false)
    .addHelpText(
      "after",
      example("bulkhead reach --stack dev --explain", "bulkhead reach --engine --format json"),
    );
  return addSourceOptions(command).action(async (options: ReachOptions) => {
    const { topology, declares } = await readSource(options);
    const found = reach(topology);
    print(
      options.format === "json"
        ? JSON.stringify(found, null, 2)
        : reachTable(found, { explain: options.explain, declares }),
    );
    const { excess, missing } = judge(found);
    process.exitCode = declares && excess.length + missing.length > 0 ? exitStatus.findings : exitStatus.fine;
  });
}
