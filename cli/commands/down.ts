import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { say } from "../../tools/toolchain/index.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { watchGrace } from "../grace.ts";
import { invocation } from "../invocation.ts";
import { providerIds, type StateResource } from "../snapshot.ts";
import { StackOnDisk } from "../stack.ts";
import { isLockedByTheDead } from "../staleLock.ts";
import { sweep } from "../sweep.ts";
import { cwdOption, example } from "./options.ts";

interface DownOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly data: boolean;
}

export function downCommand(): Command {
  return new Command("down")
    .description("remove a stack's containers and networks; its protected volumes stay")
    .option("-s, --stack <name>", "the stack", "dev")
    .addOption(cwdOption())
    .option("--data", "remove the protected volumes too, with all that is in them", false)
    .addHelpText("after", example("bulkhead down --stack dev --data"))
    .action(async (options: DownOptions) => {
      await down(options);
      process.exitCode = exitStatus.fine;
    });
}

async function down(options: DownOptions): Promise<void> {
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  const snapshot = (await stack.exists()) ? await stack.snapshot() : undefined;
  const before = snapshot?.resources ?? [];
  if (snapshot === undefined || before.length === 0) {
    say(`Nothing of stack ${stack.name} of project ${stack.project.name} is deployed.`);
    return;
  }
  const engine = Engine.locate();
  // Known before anything is begun: without an engine nothing can be removed.
  await engine.version();
  if (await isLockedByTheDead(stack)) await stack.run(["cancel", "--yes"]);
  const keepsData = !options.data && before.some(({ protect }) => protect);
  if (options.data) await stack.run(["state", "unprotect", "--all", "--yes"]);
  const kept = keepsData ? ["--exclude-protected"] : [];
  const destroy = ["destroy", "--yes", "--skip-preview", "--suppress-outputs", ...kept];
  if (!(await watchGrace(engine, snapshot.mark, () => stack.show(destroy)))) {
    throw new CliFailure(
      "Not everything could be removed; pulumi says above what and why.",
      `Correct that and run \`${invocation("down")}\` again: it goes on where it stopped.`,
    );
  }
  const { resources: after } = await stack.snapshot();
  const swept = await sweep(engine, providerIds(before), after, { volumes: options.data });
  if (swept.length > 0) say(`Left over from an interrupted run, now removed: ${swept.join(", ")}.`);
  if (keepsData) say(whatIsKept(after));
}

function whatIsKept(resources: readonly StateResource[]): string {
  const names = resources
    .filter(({ protect, type }) => protect && type.startsWith("docker:"))
    .map(({ type, id }) => `${type.split(":").at(-1)?.toLowerCase()} ${id}`);
  const [is, it] = names.length === 1 ? ["it is", "it"] : ["they are", "them"];
  const next = `The next \`${invocation("up")}\` uses ${it} again; \`${invocation("down --data")}\` removes ${it}.`;
  return `Kept, for ${is} protected: ${names.join(", ")}. ${next}`;
}
