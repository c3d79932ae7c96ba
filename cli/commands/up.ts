import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { ensureEngine, say } from "../../tools/toolchain/index.ts";
import {
  reach,
  reachGroups,
  reachGroupsTable,
  reachTable,
  standingOf,
  type Topology,
} from "../../topology/index.ts";
import { judgeSubject } from "../check/judge.ts";
import { render } from "../check/render.ts";
import { isOpen } from "../check/result.ts";
import { isCrowded } from "../crowded.ts";
import { deploy } from "../deploy.ts";
import { exitStatus } from "../failure.ts";
import { watchGrace } from "../grace.ts";
import { invocation } from "../invocation.ts";
import { print } from "../output.ts";
import { type PackOptions, packArguments, policyFiles } from "../policyPack.ts";
import { providerIds, type Snapshot } from "../snapshot.ts";
import { subjectOf } from "../sources/subject.ts";
import { StackOnDisk } from "../stack.ts";
import { isLockedByTheDead } from "../staleLock.ts";
import { sweep } from "../sweep.ts";
import { verdictOf } from "../verdict.ts";
import { probeStack } from "../verification.ts";
import {
  cwdOption,
  example,
  exceptionsOption,
  nodeOption,
  policyConfigOption,
  probeImageOption,
} from "./options.ts";

/** What is deployed, and how. */
export interface UpOptions extends PackOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly config: readonly string[];
  readonly demoImages?: boolean;
  readonly prepare?: boolean;
  readonly probeImage?: string;
  readonly node?: readonly string[];
  readonly swarm?: boolean;
  readonly verify: boolean;
}

export function upCommand(): Command {
  return new Command("up")
    .description("deploy a stack if the rules allow it, and show that it reaches exactly what it declares")
    .option("-s, --stack <name>", "the stack; made when it does not exist", "dev")
    .addOption(cwdOption())
    .option("-c, --config <key=value...>", "a setting of the stack, kept in its config", [])
    .option("--demo-images", "make this repository's demo images first, where the engine lacks them", false)
    .option("--prepare", "make the stack and its secrets, and leave the rest to pulumi", false)
    .addOption(nodeOption())
    .option(
      "--swarm",
      "on a Swarm of three engines that is made for it on this machine, and ends with this command",
      false,
    )
    .addOption(probeImageOption())
    .addOption(policyConfigOption())
    .addOption(exceptionsOption())
    .option("--no-verify", "do not probe afterwards")
    .addHelpText("after", example("bulkhead up --stack dev", "bulkhead up --config hostPort=8090"))
    .action(async (options: UpOptions, command: Command) => {
      if (options.swarm) process.exitCode = await onOwnSwarm(options, command);
      else process.exitCode = options.prepare ? await prepareOnly(options) : await up(options);
    });
}

/** Everything that was said goes on to the same command on that Swarm. */
async function onOwnSwarm({ cwd, stack }: UpOptions, command: Command): Promise<number> {
  const { upOnOwnSwarm } = await import("../ownSwarm.ts");
  const rest = process.argv.slice(3).filter(word => word !== "--swarm");
  const name = command.getOptionValueSource("stack") === "default" ? "swarm" : stack;
  return await upOnOwnSwarm({ cwd, stack: name, rest });
}

async function prepareOnly(options: UpOptions): Promise<number> {
  await prepare(await StackOnDisk.open(options.cwd, options.stack), options);
  return exitStatus.fine;
}

/** Deploys a stack, shows and probes it; gives the exit status. */
export async function up(options: UpOptions): Promise<number> {
  // Neither waits for the other; what is said comes in one order.
  const ready = ensureEngine();
  ready.catch(() => undefined);
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  say(`Pulumi ${stack.pulumi.version} from ${stack.pulumi.origin}.`);
  const { engine: version, where, origin } = await ready;
  say(`Docker engine ${version} at ${where}${origin === "running" ? "" : `, ${origin}`}.`);
  const engine = Engine.locate();
  if (options.demoImages) {
    const made = await ensureImages(engine);
    if (made.length > 0) say(`Demo images made: ${made.join(", ")}.`);
  }
  await prepare(stack, options);
  const pack = packArguments(stack.project, stack.name, stack.pulumi.version, options);
  await watchGrace(engine, { label: stack.label }, () => deploy(stack, pack));
  const snapshot = await stack.snapshot();
  const swept = await sweep(engine, providerIds(snapshot.resources), snapshot.resources);
  if (swept.length > 0) say(`Left over from an interrupted run, now removed: ${swept.join(", ")}.`);
  return await present(stack, snapshot, engine, options);
}

/** Makes the stack and its secrets if they are not there, and takes off what a killed run left locked. */
async function prepare(stack: StackOnDisk, options: UpOptions): Promise<void> {
  if (!(await stack.exists())) {
    await stack.create();
    say(`Stack ${stack.name} of project ${stack.project.name} is new.`);
  }
  await stack.setConfig(options.config);
  const made = await stack.fillSecrets();
  if (made.length > 0) say(`Secrets made for it, and kept encrypted in its config: ${made.join(", ")}.`);
  if (await isLockedByTheDead(stack)) {
    say("An earlier run was killed and left the stack locked; its lock is taken off.");
    await stack.run(["cancel", "--yes"]);
  }
}

/** Shows the topology, probes it, gives one verdict on it, and says where to go from here. */
async function present(
  stack: StackOnDisk,
  snapshot: Snapshot,
  engine: Engine,
  options: UpOptions,
): Promise<number> {
  const { topology, urls } = snapshot;
  const told = isCrowded(topology) ? reachGroupsTable(reachGroups(topology)) : reachTable(reach(topology));
  print(`Who can reach whom:\n\n${told}\n`);
  const probes = options.verify && topology.workloads.length > 0;
  const { node, probeImage } = options;
  const tried = probes
    ? await probeStack({ engine, node, mark: snapshot.mark, topology, probeImage })
    : undefined;
  const { text, status } = verdictOf({ ...standingOf(topology), tried });
  if (text !== "") print(`${text}\n`);
  const refused = await refusedByRules(stack, topology, options);
  if (refused !== undefined) print(`${refused}\n`);
  if (urls.length > 0) print(`It answers at ${urls.join(", ")}\n`);
  print(nextSteps(snapshot.outputs["next"], options));
  return refused === undefined ? status : exitStatus.findings;
}

/** What the rules refuse of the stack as it came to be, of which a preview may not have known enough. */
async function refusedByRules(
  { project, name }: StackOnDisk,
  topology: Topology,
  options: UpOptions,
): Promise<string | undefined> {
  const subject = { ...subjectOf(topology, true), policy: policyFiles(project, name, options) };
  const judged = await judgeSubject(subject, {});
  const findings = judged.findings.filter(finding => isOpen(finding) && finding.level === "mandatory");
  return findings.length === 0 ? undefined : await render("text", [{ ...judged, findings }]);
}

/** What the program itself suggests (its output `next`), and what there is for every stack. */
function nextSteps(suggested: unknown, { cwd }: UpOptions): string {
  const where = cwd === "." ? "" : ` --cwd ${cwd}`;
  const ours = [
    [invocation(`verify${where}`), "every connection, tried"],
    [invocation(`reach --explain${where}`), "what lets each one through"],
    [invocation(`down${where}`), "take it down, keep the data"],
  ] as const;
  const width = Math.max(...ours.map(([command]) => command.length));
  return [
    "Next:",
    ...(Array.isArray(suggested) ? suggested.map(line => `  ${line}`) : []),
    ...ours.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`),
  ].join("\n");
}
