import { Command, Option } from "commander";
import {
  type Difference,
  diff,
  diffDot,
  diffGroups,
  diffGroupsJson,
  diffJson,
  diffMarkdown,
  diffMermaid,
  diffSvg,
  diffText,
  inGroups,
  isDifferent,
  type Topology,
} from "../../topology/index.ts";
import { few, isCrowded } from "../crowded.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { StackOnDisk } from "../stack.ts";
import { cwdOption, example, externalOption, formatOption } from "./options.ts";
import {
  type EngineOptions,
  engineVersionOption,
  firewallOption,
  readSource,
  type SourceOptions,
} from "./source.ts";

const writers = {
  text: diffText,
  md: diffMarkdown,
  json: diffJson,
  mermaid: diffMermaid,
  dot: diffDot,
  svg: diffSvg,
} as const satisfies Record<string, (difference: Difference) => string | Promise<string>>;

interface DiffOptions extends EngineOptions, Pick<SourceOptions, "profile" | "envFile" | "external" | "cwd"> {
  readonly format: keyof typeof writers;
  readonly pairs: boolean;
  readonly groups: boolean;
}

/** One of the two that are compared, as it was named. */
type Named = Pick<SourceOptions, "stack" | "preview" | "state" | "compose" | "engine">;

const remedy = "Name what was and what is, e.g. `bulkhead diff --stack dev --preview dev`; --help says more.";

/** `bulkhead diff`: what a change does to who can reach whom. */
export function diffCommand(): Command {
  const named: Named[] = [];
  const command = new Command("diff")
    .description(
      "tell what a change does to who can reach whom: two sources, the earlier first; of one stack, or the selected one, what the next `up` would do",
    )
    .argument("[files...]", "compose files or their folders, each a project of its own; before other sources")
    .addOption(formatOption("text", "md", "json", "mermaid", "dot", "svg"))
    .option("--pairs", `each pair by itself, also of more than ${few} workloads (default: false)`, false)
    .option("--groups", "by groups of those it is the same for; JSON of version 2 (default: false)", false)
    .addOption(new Option("-s, --stack <name>", "a stack as of its last update"))
    .addOption(new Option("--preview <stack>", "a stack as `pulumi preview` foresees it"))
    .addOption(new Option("--state <file>", "an exported stack or a state file"))
    .addOption(new Option("--compose <files>", "a compose project: its files, with commas, or its folder"))
    .addOption(new Option("--engine", "what runs on the engine, whoever made it"))
    .option("--profile <name...>", "profiles of compose files to activate; * is all")
    .option("--env-file <file...>", "variables for compose files, in place of the .env beside them")
    .addOption(externalOption())
    .addOption(engineVersionOption())
    .addOption(firewallOption())
    .addOption(cwdOption())
    .addHelpText(
      "after",
      example(
        "bulkhead diff",
        "bulkhead diff --stack dev",
        "bulkhead diff --state before.json --stack dev",
        "bulkhead diff base/compose.yaml compose.yaml --format md",
      ),
    );
  // The options' order counts, of which their values say nothing.
  const sources: Readonly<Record<string, (value: string) => Named>> = {
    stack: stack => ({ stack }),
    preview: preview => ({ preview }),
    state: state => ({ state }),
    compose: files => ({ compose: files.split(",") }),
    engine: () => ({ engine: true }),
  };
  for (const [name, read] of Object.entries(sources)) {
    command.on(`option:${name}`, (value: string) => named.push(read(value)));
  }
  return command.action(async (files: readonly string[], options: DiffOptions) => {
    const projects = files.map((file): Named => ({ compose: [file] }));
    const given = [...projects, ...named];
    const [before, after] = twoOf(given.length === 0 ? [await selected(options.cwd)] : given);
    const topologyOf = async (one: Named): Promise<Topology> =>
      (await readSource({ ...settingsOf(options), ...one })).topology;
    const [was, is] = [await topologyOf(before), await topologyOf(after)];
    const { format, pairs, groups } = options;
    const byGroups = groups || (!pairs && format !== "json" && isCrowded(was, is));
    const grouped = byGroups ? diffGroups(was, is) : undefined;
    const difference = grouped === undefined ? diff(was, is) : inGroups(grouped);
    print(
      grouped !== undefined && format === "json"
        ? diffGroupsJson(grouped)
        : await writers[format](difference),
    );
    process.exitCode = isDifferent(difference) ? exitStatus.findings : exitStatus.fine;
  });
}

function settingsOf(options: DiffOptions): SourceOptions {
  const { profile, envFile, external, cwd, engineVersion, firewall } = options;
  return {
    cwd,
    ...(engineVersion === undefined ? {} : { engineVersion }),
    ...(firewall === undefined ? {} : { firewall }),
    ...(profile === undefined ? {} : { profile }),
    ...(envFile === undefined ? {} : { envFile }),
    ...(external === undefined ? {} : { external }),
  };
}

/** The stack that is selected: of it, too, there is a next. */
async function selected(cwd: string): Promise<Named> {
  return { stack: (await StackOnDisk.open(cwd, undefined)).name };
}

/** @throws CliFailure unless there are two, or one that has a next. */
function twoOf(named: readonly Named[]): [Named, Named] {
  const [before, after, ...more] = named;
  if (more.length > 0) throw new CliFailure(`${named.length} sources are too many to compare.`, remedy);
  if (before !== undefined && after !== undefined) return [before, after];
  if (before?.stack === undefined) throw new CliFailure("There is nothing to compare it with.", remedy);
  return [before, { preview: before.stack }];
}
