import { Command } from "commander";
import { Engine } from "../../engine/index.ts";
import { choose, markOf, replicasOf } from "../daily/choose.ts";
import { restartEach } from "../daily/restart.ts";
import { exitStatus } from "../failure.ts";
import { cwdOption, example, stackOption } from "./options.ts";

interface Options {
  readonly stack?: string;
  readonly cwd: string;
}

/** `bulkhead restart`: restarts containers of a stack, one replica at a time. */
export function restartCommand(): Command {
  return new Command("restart")
    .description("restart a stack's containers, each when the one before is well again")
    .argument("[workloads...]", "workloads or tiers, or one replica as NAME/NUMBER; all of them by default")
    .addOption(stackOption())
    .addOption(cwdOption())
    .addHelpText("after", example("bulkhead restart app --stack dev"))
    .action(async (names: readonly string[], options: Options) => {
      const engine = Engine.locate();
      const stack = await markOf(options.cwd, options.stack);
      await restartEach(engine, choose(await replicasOf(engine, stack), names, stack));
      process.exitCode = exitStatus.fine;
    });
}
