#!/usr/bin/env node
import { Command } from "commander";
import { setVerbosity } from "../tools/toolchain/index.ts";
import { downCommand } from "./commands/down.ts";
import { addVerbosityOptions, type VerbosityOptions, verbosityOf } from "./commands/options.ts";
import { reachCommand } from "./commands/reach.ts";
import { upCommand } from "./commands/up.ts";
import { verifyCommand } from "./commands/verify.ts";
import { describeFailure, exitStatus } from "./failure.ts";

const program = new Command("bulkhead")
  .description("Who may call whom on Docker: deployed, computed and probed.")
  .addHelpText("after", "\nExample:\n  bulkhead up --stack dev")
  .addHelpText("after", "\nExit status: 0 fine, 1 findings or differences, 2 could not tell.")
  .showHelpAfterError("(bulkhead --help lists the commands, bulkhead COMMAND --help its options)")
  .exitOverride(error => {
    // Help was asked for: fine. Anything else is input nobody understands.
    process.exit(error.exitCode === 0 ? exitStatus.fine : exitStatus.cannotTell);
  });
for (const command of [upCommand(), downCommand(), reachCommand(), verifyCommand()]) {
  addVerbosityOptions(command).hook("preAction", (_, action) => {
    setVerbosity(verbosityOf(action.opts<VerbosityOptions>()));
  });
  program.addCommand(command.copyInheritedSettings(program));
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = exitStatus.cannotTell;
}
