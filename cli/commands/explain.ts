import { Command, Option } from "commander";
import { example } from "./options.ts";

interface ExplainOptions {
  readonly format: "text" | "json";
}

export function explainCommand(): Command {
  return new Command("explain")
    .description("say what a rule of the policy pack means: why, and how to obey it; without one, list them")
    .argument("[rule]", "the rule's id, as findings name it")
    .addOption(
      new Option("-f, --format <format>", "how to write it").choices(["text", "json"]).default("text"),
    )
    .addHelpText("after", example("bulkhead explain privileged"))
    .action(async (id: string | undefined, options: ExplainOptions) => {
      const { explain } = await import("../explain.ts");
      explain(id, options.format);
    });
}
