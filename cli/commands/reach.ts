import { Command } from "commander";
import {
  judge,
  type Reach,
  reach,
  reachCsv,
  reachDot,
  reachJson,
  reachMarkdown,
  reachMermaid,
  reachSvg,
  reachTable,
  type TableOptions,
} from "../../topology/index.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { example, formatOption } from "./options.ts";
import { addSourceOptions, readSource, type SourceOptions } from "./source.ts";

interface ReachOptions extends SourceOptions {
  readonly format: keyof typeof writers;
  readonly explain: boolean;
  readonly paths: boolean;
}

type Writer = (found: Reach, options: TableOptions) => string | Promise<string>;

const writers = {
  table: reachTable,
  md: reachMarkdown,
  csv: reachCsv,
  json: reachJson,
  mermaid: reachMermaid,
  dot: reachDot,
  svg: reachSvg,
} as const satisfies Record<string, Writer>;

/** `bulkhead reach`: who can reach whom, computed and held against what is declared. */
export function reachCommand(): Command {
  const command = new Command("reach")
    .description("compute who can reach whom, and hold it against what is declared")
    .addOption(formatOption("table", "md", "csv", "json", "mermaid", "dot", "svg"))
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
    const { topology, declares } = await readSource(options);
    const found = reach(topology, { paths: options.paths });
    const write: Writer = writers[options.format];
    print(await write(found, { explain: options.explain, declares }));
    const { excess, missing } = judge(found);
    process.exitCode = declares && excess.length + missing.length > 0 ? exitStatus.findings : exitStatus.fine;
  });
}
