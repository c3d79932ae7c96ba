import { Command } from "commander";
import { reach, reachDot, reachMermaid, reachSvg } from "../../topology/index.ts";
import { print } from "../output.ts";
import { example, formatOption } from "./options.ts";
import { addSourceOptions, readSource, type SourceOptions } from "./source.ts";

interface GraphOptions extends SourceOptions {
  readonly format: keyof typeof drawers;
}

const drawers = { mermaid: reachMermaid, dot: reachDot, svg: reachSvg } as const;

/** `bulkhead graph`: the picture of `reach`, whose judgement does not matter here. */
export function graphCommand(): Command {
  const command = new Command("graph")
    .description("draw who can reach whom: tiers, ports, and in red what nobody declared")
    .addOption(formatOption("mermaid", "dot", "svg"))
    .addHelpText(
      "after",
      example(
        "bulkhead graph --stack dev --format mermaid",
        "bulkhead graph --compose compose.yaml --format svg > project.svg",
      ),
    );
  return addSourceOptions(command).action(async (options: GraphOptions) => {
    const { topology, declares } = await readSource(options);
    print(await drawers[options.format](reach(topology), { declares }));
  });
}
