import { Command, Option } from "commander";
import { profiles } from "../../policies/judge/profiles.ts";
import { formats } from "../check/format.ts";
import type { CheckOptions } from "../check/options.ts";
import { example, exceptionsOption, policyConfigOption } from "./options.ts";
import { addSourceOptions } from "./source.ts";

export function checkCommand(): Command {
  const command = new Command("check")
    .description("judge a stack or compose files by the rules of the policy pack")
    .argument("[files...]", "compose files or their folders, each a project of its own")
    .addOption(new Option("-f, --format <format>", "how to write it").choices(formats).default("text"))
    .addOption(policyConfigOption())
    .addOption(exceptionsOption())
    .addOption(
      new Option("--fail-on <level>", "what makes the exit status 1")
        .choices(["mandatory", "advisory"])
        .default("mandatory"),
    )
    .addOption(
      new Option(
        "--profile <levels>",
        "levels of the rules, by default those for the source; a profile of compose files is activated by --compose-profile",
      ).choices(profiles),
    )
    .addOption(new Option("-a, --all", "every finding, also of those that are alike").default(false))
    .option("--fix", "show as a diff how compose files would be mended; nothing is written")
    .option("--write", "with --fix: write it")
    .option("--split", "with --fix: a network for each client and its server in place of the project's one")
    .option("--fix-only <rules>", "with --fix: findings of these rules alone, with commas between")
    .option("--baseline <file>", "show only what is not in this file of known findings")
    .option("--write-baseline <file>", "write what is found as known findings, and end with 0")
    .addHelpText(
      "after",
      example(
        "bulkhead check compose.yaml",
        "bulkhead check --compose compose.yaml compose.prod.yaml --format sarif",
        "bulkhead check --preview staging --exceptions exceptions.yaml",
      ),
    );
  return addSourceOptions(command, "--compose-profile <name...>").action(
    async (files: readonly string[], options: CheckOptions) => {
      const { check } = await import("../check/check.ts");
      process.exitCode = await check(files, options);
    },
  );
}
