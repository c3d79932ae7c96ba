import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { note } from "../output.ts";
import { StackOnDisk, type StateResource } from "../stack.ts";
import { isLockedByTheDead } from "../staleLock.ts";
import { providerIds, sweep } from "../sweep.ts";
import { cwdOption, example, quietOption } from "./options.ts";

interface DownOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly data: boolean;
  readonly quiet: boolean;
}

export function downCommand(): Command {
  return new Command("down")
    .description("remove a stack's containers and networks; its protected volumes stay")
    .option("-s, --stack <name>", "the stack", "dev")
    .addOption(cwdOption())
    .option("--data", "remove the protected volumes too, with all that is in them", false)
    .addOption(quietOption())
    .addHelpText("after", example("bulkhead down --stack dev --data"))
    .action(async (options: DownOptions) => {
      process.exitCode = await down(options);
    });
}

async function down(options: DownOptions): Promise<number> {
  const stack = await StackOnDisk.open(options.cwd, options.stack);
  if (!(await stack.exists())) {
    note(options, `There is no stack ${stack.name} of project ${stack.project.name}: nothing to take down.`);
    return exitStatus.fine;
  }
  if (await isLockedByTheDead(stack)) await stack.run(["cancel", "--yes"]);
  const before = await stack.resources();
  const keepsData = !options.data && before.some(({ protect }) => protect);
  if (options.data) await stack.run(["state", "unprotect", "--all", "--yes"]);
  const status = await stack.show(["destroy", "--yes", ...(keepsData ? ["--exclude-protected"] : [])]);
  if (status !== 0) {
    throw new CliFailure(
      "Not everything could be removed; pulumi says above what and why.",
      "Correct that and run `bulkhead down` again: it goes on where it stopped.",
    );
  }
  const after = await stack.resources();
  const swept = await sweep(Engine.locate(), providerIds(before), after, { volumes: options.data });
  if (swept.length > 0) note(options, `Left over from an interrupted run, now removed: ${swept.join(", ")}.`);
  if (keepsData) note(options, kept(after));
  return exitStatus.fine;
}

function kept(resources: readonly StateResource[]): string {
  const volumes = resources
    .filter(({ protect, type }) => protect && type.endsWith(":Volume"))
    .map(({ id }) => id);
  return `Kept: volume ${volumes.join(", ")}. The next \`bulkhead up\` uses it again; \`bulkhead down --data\` removes it.`;
}
