import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { verify, verifySummary, verifyTable } from "../../observe/index.ts";
import { ensureEngine, step } from "../../tools/toolchain/index.ts";
import { reach, reachTable } from "../../topology/index.ts";
import { exitStatus } from "../failure.ts";
import { note, print } from "../output.ts";
import { type PackOptions, packArguments } from "../policyPack.ts";
import { probeImage } from "../probeImage.ts";
import { StackOnDisk } from "../stack.ts";
import { isLockedByTheDead } from "../staleLock.ts";
import { providerIds, sweep } from "../sweep.ts";
import {
  cwdOption,
  example,
  exceptionsOption,
  policyConfigOption,
  probeImageOption,
  quietOption,
} from "./options.ts";

interface UpOptions extends PackOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly probeImage?: string;
  readonly verify: boolean;
  readonly quiet: boolean;
}

export function upCommand(): Command {
  return new Command("up")
    .description("deploy a stack if the rules allow it, and show that it reaches exactly what it declares")
    .option("-s, --stack <name>", "the stack; made when it does not exist", "dev")
    .addOption(cwdOption())
    .addOption(probeImageOption())
    .addOption(policyConfigOption())
    .addOption(exceptionsOption())
    .option("--no-verify", "do not probe afterwards")
    .addOption(quietOption())
    .addHelpText("after", example("bulkhead up --stack dev"))
    .action(async (options: UpOptions) => {
      process.exitCode = await up(options);
    });
}

async function up(options: UpOptions): Promise<number> {
  const { engine: version, where } = await ensureEngine();
  note(options, `Docker engine ${version} at ${where}.`);
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  await prepare(stack, options);
  // What was changed by hand is seen and mended; what is as it should be takes no time.
  // Its preview comes first, and changes nothing where the rules refuse it.
  const pack = packArguments(stack.project, stack.name, stack.pulumi, options);
  const args = ["up", "--yes", "--refresh", "--suppress-outputs", ...pack.args];
  const status = await stack.show(args, pack.env);
  if (status !== 0) return exitStatus.cannotTell;
  const engine = Engine.locate();
  const resources = await stack.resources();
  const swept = await sweep(engine, providerIds(resources), resources);
  if (swept.length > 0) note(options, `Left over from an interrupted run, now removed: ${swept.join(", ")}.`);
  return await present(stack, engine, options);
}

/** Makes the stack and its secrets if they are not there, and takes off what a killed run left locked. */
async function prepare(stack: StackOnDisk, options: UpOptions): Promise<void> {
  if (!(await stack.exists())) {
    await stack.create();
    note(options, `Stack ${stack.name} of project ${stack.project.name} is new.`);
  }
  const made = await stack.fillSecrets();
  if (made.length > 0)
    note(options, `Secrets made for it: ${made.join(", ")} (\`pulumi config get NAME\` shows one).`);
  if (await isLockedByTheDead(stack)) {
    note(options, "An earlier run was killed and left the stack locked; its lock is taken off.");
    await stack.run(["cancel", "--yes"]);
  }
}

/** Shows the topology, probes it, and says where to go from here. */
async function present(stack: StackOnDisk, engine: Engine, options: UpOptions): Promise<number> {
  const topology = await stack.topology();
  print(`\nWho can reach whom:\n\n${reachTable(reach(topology))}`);
  let fine = true;
  if (options.verify && topology.workloads.length > 0) {
    const image = await probeImage(engine, options.probeImage);
    const why = "every workload tries to reach every other";
    const verification = await step("probing the running containers", why, () =>
      verify({ engine, topology, stack: stack.label, probeImage: image }),
    );
    fine = verification.probes.every(({ verdict }) => verdict === "ok");
    print(`\n${fine ? verifySummary(verification.probes) : verifyTable(verification)}`);
  }
  const urls = urlsOf(await stack.outputs());
  if (urls.length > 0) print(`\nIt answers at ${urls.join(", ")}`);
  print(`\n${nextSteps(urls[0])}`);
  return fine ? exitStatus.fine : exitStatus.findings;
}

/** Every output, however deep, that is a URL. */
function urlsOf(value: unknown): string[] {
  if (typeof value === "string") return /^https?:\/\//.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(urlsOf) : [];
}

function nextSteps(url: string | undefined): string {
  return [
    "Next:",
    ...(url === undefined
      ? []
      : [`  curl ${url}/items`, `  curl -d '{"name": "a first item"}' ${url}/items`]),
    "  npm run -s bulkhead -- verify             every connection, tried",
    "  npm run -s bulkhead -- reach --explain    what lets each one through",
    "  npm run down                              take it down, keep the data",
  ].join("\n");
}
