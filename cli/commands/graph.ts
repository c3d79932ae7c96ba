import { readFileSync } from "node:fs";
import { Command } from "commander";
import { reachPage, type Verification } from "../../observe/index.ts";
import { type Reach, reach, reachDot, reachInGroups, reachMermaid, reachSvg } from "../../topology/index.ts";
import { isCrowded } from "../crowded.ts";
import { CliFailure } from "../failure.ts";
import { print } from "../output.ts";
import { example, formatOption } from "./options.ts";
import { addSourceOptions, filesArgument, readSource, type SourceOptions, withFiles } from "./source.ts";

interface GraphOptions extends SourceOptions {
  readonly format: keyof typeof drawers;
  readonly verified?: string;
}

interface DrawOptions {
  readonly declares: boolean;
  readonly verification?: Verification;
}

const drawers = {
  mermaid: reachMermaid,
  dot: reachDot,
  svg: reachSvg,
  html: reachPage,
} as const satisfies Record<string, (found: Reach, options: DrawOptions) => string | Promise<string>>;

/** `bulkhead graph`: the picture of `reach`, whose judgement does not matter here. */
export function graphCommand(): Command {
  const command = new Command("graph")
    .description("draw who can reach whom: tiers, ports, and in red what nobody declared")
    .argument(...filesArgument)
    .addOption(formatOption("mermaid", "dot", "svg", "html"))
    .option("--verified <file>", "what `verify --format json` found, shown beside it in HTML")
    .addHelpText(
      "after",
      example(
        "bulkhead graph --stack dev --format mermaid",
        "bulkhead graph compose.yaml --format svg > project.svg",
        "bulkhead graph compose.yaml --format html > reach.html",
      ),
    );
  return addSourceOptions(command).action(async (files: readonly string[], given: GraphOptions) => {
    const options = withFiles(files, given);
    const { topology, declares } = await readSource(options);
    const verification = options.verified === undefined ? undefined : verifiedIn(options.verified);
    const drawing = { declares, ...(verification === undefined ? {} : { verification }) };
    const found = isCrowded(topology) ? reachInGroups(topology) : reach(topology);
    print(await drawers[options.format](found, drawing));
  });
}

/** @throws CliFailure where the file holds no verification. */
function verifiedIn(file: string): Verification {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Partial<Verification>;
    if (found.version === 1 && Array.isArray(found.probes)) return found as Verification;
  } catch {
    // Not there, or no JSON: said below.
  }
  throw new CliFailure(
    `The file ${file} is no verification.`,
    "Write one with `bulkhead verify --format json`.",
  );
}
