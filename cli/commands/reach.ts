import { Command } from "commander";
import * as topology from "../../topology/index.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { example, formatOption } from "./options.ts";
import { addSourceOptions, readSource, type SourceOptions } from "./source.ts";

interface ReachOptions extends SourceOptions {
  readonly format: Format;
  readonly explain: boolean;
  readonly paths: boolean;
}

const formats = ["table", "md", "csv", "json", "mermaid", "dot", "svg"] as const;
type Format = (typeof formats)[number];

/** `bulkhead reach`: who can reach whom, computed and held against what is declared. */
export function reachCommand(): Command {
  const command = new Command("reach")
    .description("compute who can reach whom, and hold it against what is declared")
    .addOption(formatOption(...formats))
    .option("--explain", "say what makes each edge so, in the table (default: false)")
    .option("--paths", "ways past others too, who would have to pass it on (default: false)")
    .addHelpText(
      "after",
      example(
        "bulkhead reach --stack dev --explain",
        "bulkhead reach --compose compose.yaml --format md",
        "bulkhead reach --engine --format json",
      ),
    );
  return addSourceOptions(command).action(async (options: ReachOptions) => {
    const { topology: read, declares } = await readSource(options);
    const found = topology.reach(read, { paths: options.paths });
    print(await written(found, options, declares));
    const { excess, missing } = topology.judge(found);
    process.exitCode = declares && excess.length + missing.length > 0 ? exitStatus.findings : exitStatus.fine;
  });
}

function written(
  found: topology.Reach,
  { format, explain }: ReachOptions,
  declares: boolean,
): string | Promise<string> {
  switch (format) {
    case "table":
      return topology.reachTable(found, { explain, declares });
    case "md":
      return topology.reachMarkdown(found, { declares });
    case "csv":
      return topology.reachCsv(found, { declares });
    case "json":
      return topology.reachJson(found);
    case "mermaid":
      return topology.reachMermaid(found, { declares });
    case "dot":
      return topology.reachDot(found, { declares });
    case "svg":
      return topology.reachSvg(found, { declares });
  }
}
