import { relative } from "node:path";
import { Command } from "commander";
import { say } from "../../tools/toolchain/progress.ts";
import {
  example,
  exceptionsOption,
  externalOption,
  policyConfigOption,
  probeImageOption,
} from "./options.ts";

interface DeployOptions {
  readonly stack: string;
  readonly isolate: boolean;
  readonly profile?: readonly string[];
  readonly envFile?: readonly string[];
  readonly external?: readonly string[];
  readonly policyConfig?: string;
  readonly exceptions?: string;
  readonly probeImage?: string;
  readonly verify: boolean;
}

/** `bulkhead deploy`: a compose project as it is, through components, rules and probes. */
export function deployCommand(): Command {
  return new Command("deploy")
    .description(
      "deploy a compose project as it is, if the rules allow it, and show who reaches whom: no program has to be written",
    )
    .argument("[files...]", "compose files, each merged over those before it, or their folder", ["."])
    .option("-s, --stack <name>", "the stack; made when it does not exist", "dev")
    .option(
      "--isolate",
      "let services reach only whom the files say they call, in place of all on a network",
      false,
    )
    .option("--profile <name...>", "profiles of the compose files to activate; * is all")
    .option("--env-file <file...>", "variables for compose files, in place of the .env beside them")
    .addOption(externalOption())
    .addOption(policyConfigOption())
    .addOption(exceptionsOption())
    .addOption(probeImageOption())
    .option("--no-verify", "do not probe afterwards")
    .addHelpText(
      "after",
      example("bulkhead deploy compose.yaml", "bulkhead deploy . --stack staging --isolate"),
    )
    .action(async (files: readonly string[], options: DeployOptions) => {
      const [{ composeStack }, { up }] = await Promise.all([import("../composeStack.ts"), import("./up.ts")]);
      const { isolate, ...more } = options;
      const networks = isolate ? "pairs" : "asTheyAre";
      const { folder, config, remarks } = await composeStack(files, { ...more, networks });
      for (const remark of remarks) say(remark);
      const settings = [...config].map(([key, value]) => `${key}=${value}`);
      process.exitCode = await up({ ...more, cwd: relative(process.cwd(), folder) || ".", config: settings });
    });
}
