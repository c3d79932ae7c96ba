import { Command, Option } from "commander";
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
    .addHelpText(
      "after",
      example(
        "bulkhead check compose.yaml",
        "bulkhead check --compose compose.yaml compose.prod.yaml --format sarif",
        "bulkhead check --preview staging --exceptions exceptions.yaml",
      ),
    );
  return addSourceOptions(command).action(async (files: readonly string[], options: CheckOptions) => {
    const { check } = await import("../check/check.ts");
    process.exitCode = await check(files, options);
  });
}
