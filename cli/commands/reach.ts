import { Command, Option } from "commander";
import { say } from "../../tools/toolchain/progress.ts";
import {
  type Edge,
  excess,
  groupsJson,
  isBeyond,
  judge,
  missing,
  othersId,
  type Reach,
  reach,
  reachCsv,
  reachDot,
  reachGroups,
  reachGroupsTable,
  reachJson,
  reachMarkdown,
  reachMermaid,
  reachSvg,
  reachTable,
  type TableOptions,
  type Topology,
  unknownDriver,
} from "../../topology/index.ts";
import { few, isCrowded } from "../crowded.ts";
import { requireEnds } from "../ends.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { example, formatOption } from "./options.ts";
import { addSourceOptions, filesArgument, readSource, type SourceOptions, withFiles } from "./source.ts";

interface ReachOptions extends SourceOptions {
  readonly format: keyof typeof writers;
  readonly explain: boolean;
  readonly paths: boolean;
  readonly pairs: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly only?: "unknown" | "excess" | "outside";
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
    .argument(...filesArgument)
    .addOption(formatOption("table", "md", "csv", "json", "mermaid", "dot", "svg"))
    .option("--explain", "say what makes each edge so, in the table (default: false)")
    .option("--paths", "ways past others too, who would have to pass it on (default: false)")
    .option(
      "--pairs",
      `each pair by itself: JSON of version 1, and the table of compose files or of over ${few} workloads (default: false)`,
    )
    .option("--from <name>", "what one of them reaches alone")
    .option("--to <name>", "who reaches one of them alone")
    .addOption(new Option("--only <what>", "that part alone").choices(["unknown", "excess", "outside"]))
    .addHelpText(
      "after",
      example(
        "bulkhead reach --stack dev --explain",
        "bulkhead reach compose.yaml --to db",
        "bulkhead reach --engine --format json",
      ),
    );
  return addSourceOptions(command).action(async (files: readonly string[], given: ReachOptions) => {
    const options = withFiles(files, given);
    const { topology, declares } = await readSource(options);
    requireEnds(
      // Whoever nobody describes is no workload, and may call all the same.
      [options.from, options.to].flatMap(name => name ?? []).filter(name => name !== othersId),
      topology,
    );
    if (tellsGroups(options, topology)) {
      const found = reachGroups(topology);
      print(
        options.format === "json"
          ? groupsJson(found)
          : reachGroupsTable(found, { ...options, undescribed: undescribedIn(topology) }),
      );
    } else {
      const write: Writer = writers[options.format];
      if (options.only === "excess" && !declares)
        say(
          "Nothing is declared here, so nothing is called excess: without --only it is told what is reachable.",
        );
      print(await write(pairs(topology, options, declares), { explain: options.explain, declares }));
    }
    const wrong = declares && excess(topology).length + missing(topology).length > 0;
    process.exitCode = wrong ? exitStatus.findings : exitStatus.fine;
  });
}

/**
 * What is asked for by name, or as ways past others, is told by pairs. Compose files declare nothing that a pair could be
 * held against: of them it is told first what outside and the host reach, then who is together on which network.
 */
function tellsGroups(options: ReachOptions, topology: Topology): boolean {
  const { format, pairs, paths, from, to, only, compose } = options;
  const asked = pairs || paths || [from, to, only].some(one => one !== undefined);
  return (
    !asked && (format === "json" || (format === "table" && (compose !== undefined || isCrowded(topology))))
  );
}

/** Networks that a compose file calls external, of which nobody says what they are. */
function undescribedIn({ networks }: Topology): ReadonlySet<string> {
  return new Set(
    networks.filter(({ external, driver }) => external && driver === unknownDriver).map(({ id }) => id),
  );
}

function pairs(topology: Topology, { paths, from, to, only }: ReachOptions, declares: boolean): Reach {
  const found = reach(topology, {
    paths,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  if (only === undefined) return found;
  const wrong = new Set(only === "excess" && declares ? judge(found).excess : []);
  const isPart: Readonly<Record<typeof only, (edge: Edge) => boolean>> = {
    unknown: ({ verdict }) => verdict === "unknown",
    excess: edge => wrong.has(edge),
    outside: ({ from: caller, to: called }) => isBeyond(caller) || isBeyond(called),
  };
  return { ...found, edges: found.edges.filter(isPart[only]) };
}
