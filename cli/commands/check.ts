import { Command, Option } from "commander";
import { type Format, formats } from "../check/format.ts";
import { example } from "./options.ts";
import { addSourceOptions, type SourceOptions } from "./source.ts";

/** What is to be checked, and how it is to be written. */
export interface CheckOptions extends SourceOptions {
  readonly format: Format;
  readonly config?: string;
  readonly exceptions?: string;
  readonly failOn: "mandatory" | "advisory";
  readonly quiet: boolean;
}

export function checkCommand(): Command {
  const command = new Command("check")
    .description("judge a stack or compose files by the rules of the policy pack")
    .argument("[files...]", "compose files or their folders, each a project of its own")
    .addOption(new Option("-f, --format <format>", "how to write it").choices(formats).default("text"))
    .option(
      "--config <file>",
      "levels and settings of rules, as `pulumi preview --policy-pack-config` takes them",
    )
    .option("--exceptions <file>", "reviewed exceptions")
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
