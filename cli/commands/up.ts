import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { verifySummary, verifyTable } from "../../observe/index.ts";
import { ensureImages } from "../../tools/toolchain/images.ts";
import { ensureEngine, say } from "../../tools/toolchain/index.ts";
import { reach, reachTable } from "../../topology/index.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { invocation } from "../invocation.ts";
import { print } from "../output.ts";
import { type PackOptions, packArguments } from "../policyPack.ts";
import { StackOnDisk } from "../stack.ts";
import { isLockedByTheDead } from "../staleLock.ts";
import { providerIds, sweep } from "../sweep.ts";
import { probeStack, statusOf } from "../verification.ts";
import { cwdOption, example, exceptionsOption, policyConfigOption, probeImageOption } from "./options.ts";

interface UpOptions extends PackOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly config: readonly string[];
  readonly demoImages: boolean;
  readonly prepare: boolean;
  readonly probeImage?: string;
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
    .addOption(probeImageOption())
    .addOption(policyConfigOption())
    .addOption(exceptionsOption())
    .option("--no-verify", "do not probe afterwards")
    .addHelpText("after", example("bulkhead up --stack dev", "bulkhead up --config hostPort=8090"))
    .action(async (options: UpOptions) => {
      process.exitCode = options.prepare ? await prepareOnly(options) : await up(options);
    });
}

async function prepareOnly(options: UpOptions): Promise<number> {
  await prepare(await StackOnDisk.open(options.cwd, options.stack), options);
  return exitStatus.fine;
}

async function up(options: UpOptions): Promise<number> {
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  say(`Pulumi ${stack.pulumi.version} from ${stack.pulumi.origin}.`);
  const { engine: version, where, origin } = await ensureEngine();
  say(`Docker engine ${version} at ${where}${origin === "running" ? "" : `, ${origin}`}.`);
  const engine = Engine.locate();
  if (options.demoImages) {
    const made = await ensureImages(engine);
    if (made.length > 0) say(`Demo images made: ${made.join(", ")}.`);
  }
  await prepare(stack, options);
  // What was changed by hand is seen and mended; what is as it should be takes no time.
  // Its preview comes first, and changes nothing where the rules refuse it.
  const pack = packArguments(stack.project, stack.name, stack.pulumi.version, options);
  const args = ["up", "--yes", "--refresh", "--suppress-outputs", ...pack.args];
  if (!(await stack.show(args, pack.env))) {
    throw new CliFailure(
      "The deployment did not come to its end; pulumi says above what and why.",
      `Correct that and run \`${invocation("up")}\` again: it goes on where it stopped.`,
    );
  }
  const resources = await stack.resources();
  const swept = await sweep(engine, providerIds(resources), resources);
  if (swept.length > 0) say(`Left over from an interrupted run, now removed: ${swept.join(", ")}.`);
  return await present(stack, engine, options);
}

/** Makes the stack and its secrets if they are not there, and takes off what a killed run left locked. */
async function prepare(stack: StackOnDisk, options: UpOptions): Promise<void> {
  if (!(await stack.exists())) {
    await stack.create();
    say(`Stack ${stack.name} of project ${stack.project.name} is new.`);
  }
  for (const setting of options.config) await stack.setConfig(setting);
  const made = await stack.fillSecrets();
  if (made.length > 0) say(`Secrets made for it, and kept encrypted in its config: ${made.join(", ")}.`);
  if (await isLockedByTheDead(stack)) {
    say("An earlier run was killed and left the stack locked; its lock is taken off.");
    await stack.run(["cancel", "--yes"]);
  }
}

/** Shows the topology, probes it, and says where to go from here. */
async function present(stack: StackOnDisk, engine: Engine, options: UpOptions): Promise<number> {
  const topology = await stack.topology();
  print(`Who can reach whom:\n\n${reachTable(reach(topology))}\n`);
  let status: number = exitStatus.fine;
  if (options.verify && topology.workloads.length > 0) {
    const verification = await probeStack(stack, topology, engine, options.probeImage);
    status = statusOf(verification);
    const fine = status === exitStatus.fine;
    print(`${fine ? verifySummary(verification) : verifyTable(verification)}\n`);
  }
  const { next, ...outputs } = await stack.outputs();
  const urls = urlsOf(outputs);
  if (urls.length > 0) print(`It answers at ${urls.join(", ")}\n`);
  print(nextSteps(next));
  return status;
}

/** Every output, however deep, that is a URL. */
function urlsOf(value: unknown): string[] {
  if (typeof value === "string") return /^https?:\/\//.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(urlsOf) : [];
}

/** What the program itself suggests (its output `next`), and what there is for every stack. */
function nextSteps(suggested: unknown): string {
  const ours = [
    [invocation("verify"), "every connection, tried"],
    [invocation("reach --explain"), "what lets each one through"],
    [invocation("down"), "take it down, keep the data"],
  ] as const;
  const width = Math.max(...ours.map(([command]) => command.length));
  return [
    "Next:",
    ...(Array.isArray(suggested) ? suggested.map(line => `  ${line}`) : []),
    ...ours.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`),
  ].join("\n");
}
