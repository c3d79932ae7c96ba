import { Command } from "commander";
import type { Probe } from "../../observe/index.ts";
import { type Edge, type Explanation, explain, outsideNamed, portText, wrap } from "../../topology/index.ts";
import { deployedStack } from "../deployedStack.ts";
import { endsOf, requireEnds } from "../ends.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { probeLines, requireRunning, type TriedPair, tryPair } from "../triedPair.ts";
import { example, probeImageOption } from "./options.ts";
import { addSourceOptions, readSource, type SourceOptions, saidOf } from "./source.ts";

/** `bulkhead why`: whether one reaches another, and what makes it so; also why not. */
export function whyCommand(): Command {
  const command = new Command("why")
    .description("say whether one reaches another, and what lets it through or keeps it off")
    .argument("<from>", "a workload, host or outside")
    .argument("<to>", "the same, with a port where one is meant: db:5432, dns:53/udp")
    .option("--probe", "try it as well, on the running containers: of a stack, or of the --engine", false)
    .addOption(probeImageOption())
    .addHelpText(
      "after",
      example("bulkhead why web db:5432 --compose compose.yaml", "bulkhead why web db --stack dev --probe"),
    );
  return addSourceOptions(command).action(async (from: string, target: string, options: WhyOptions) => {
    const { to: named, port, protocol } = readTarget(target);
    if (options.probe) requireRunning(from, options);
    // What runs of a stack is read once, for what is computed and for what is tried.
    const stack = options.probe && options.engine !== true ? await deployedStack(options) : undefined;
    const topology =
      stack === undefined ? (await readSource(options)).topology : saidOf(stack.topology, options);
    // `api.example.com:443` as well as `outside api.example.com:443`.
    const to = endsOf(topology).includes(outsideNamed(named)) ? outsideNamed(named) : named;
    requireEnds([from, to], topology);
    const listed = topology.workloads.find(({ id }) => id === to)?.ports ?? [];
    const asked = port !== "any" || listed.length === 0 ? [{ port, protocol }] : listed;
    const answers = asked.map(one => explain(topology, { from, to, port: one.port, protocol: one.protocol }));
    const tried = options.probe
      ? await tryPair({ from, to, port, protocol }, stack, options.probeImage)
      : undefined;
    print(answerText(answers, tried));
    process.exitCode = exitStatus.fine;
  });
}

interface WhyOptions extends SourceOptions {
  readonly probe: boolean;
  readonly probeImage?: string;
}

interface Target {
  readonly to: string;
  readonly port: number | "any";
  readonly protocol: "tcp" | "udp" | "sctp";
}

/** `db`, `db:5432`, `dns:53/udp`. */
function readTarget(text: string): Target {
  const [, to = text, port, protocol = "tcp"] =
    /^(.+?)(?::(\d{1,5})(?:\/(tcp|udp|sctp))?)?$/.exec(text) ?? [];
  return {
    to,
    port: port === undefined ? "any" : Number(port),
    protocol: protocol === "udp" || protocol === "sctp" ? protocol : "tcp",
  };
}

const answers: Readonly<Record<Edge["verdict"], string>> = {
  allowed: "reaches",
  unknown: "perhaps reaches",
  denied: "does not reach",
};

/** What is computed, and below it what was found; then what was found of ports that nobody speaks of. */
function answerText(answers: readonly Explanation[], tried: TriedPair | undefined): string {
  const texts = answers.map(answer => {
    if (tried === undefined || tried.text !== undefined) return textOf(answer);
    const probes = tried.probes.filter(probe => isOf(probe, answer));
    return [textOf(answer), ...(probes.length === 0 ? [untried] : probes.flatMap(probeLines))].join("\n");
  });
  const others = (tried?.probes ?? []).filter(probe => !answers.some(answer => isOf(probe, answer)));
  const told = others.map(one =>
    [`${one.to} listens on ${one.protocol} ${one.port}, which nothing declares`, ...probeLines(one)].join(
      "\n",
    ),
  );
  return [...texts, ...told, ...(tried?.text === undefined ? [] : [tried.text])].join("\n\n");
}

const untried = "  tried: nothing, for there are no containers of both to try it with";

function isOf(probe: Probe, { edge }: Explanation): boolean {
  return probe.port === edge.port && probe.protocol === edge.protocol;
}

function textOf({ edge, names, path }: Explanation): string {
  const past = path?.hops.map(({ to }) => to) ?? [];
  return [
    `${edge.from} ${answers[edge.verdict]} ${edge.to} on ${portText(edge)}${edge.declared ? ", as is declared" : ""}`,
    ...edge.via.flatMap(({ detail, remedy }) => [
      ...wrap(`because ${detail}`, "  "),
      ...(remedy === undefined ? [] : wrap(`to change that: ${remedy}`, "  ")),
    ]),
    ...(names.length === 0 ? [] : wrap(`it calls it ${names.join(", ")}`, "  ")),
    ...(path === undefined ? [] : wrap(`past others: ${[edge.from, ...past].join(" => ")}`, "  ")),
  ].join("\n");
}
