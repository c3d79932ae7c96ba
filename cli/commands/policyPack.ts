import { Command } from "commander";
import { ensurePulumi } from "../../tools/toolchain/index.ts";
import { exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { packPath } from "../policyPack.ts";
import { example } from "./options.ts";

/** `bulkhead policy-pack`: where the pack is, in the form that this machine's Pulumi takes. */
export function policyPackCommand(): Command {
  return new Command("policy-pack")
    .description("print the path of the policy pack, in the form that the Pulumi on this machine takes")
    .addHelpText("after", example('pulumi preview --policy-pack "$(npx bulkhead policy-pack)"'))
    .action(async () => {
      print(packPath((await ensurePulumi()).version));
      process.exitCode = exitStatus.fine;
    });
}
