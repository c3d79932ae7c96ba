import { Argument, Command } from "commander";
import { print } from "../output.ts";
import { bashCompletion, zshCompletion } from "../reference/completion.ts";
import { definitionsOf } from "../reference/definitions.ts";
import { example } from "./options.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion } as const;

/**
 * `bulkhead completion`: what a shell reads to complete commands, options and their values.
 *
 * @param load gives the whole program.
 */
export function completionCommand(load: () => Promise<Command>): Command {
  return new Command("completion")
    .description("print what a shell reads to complete commands, options and their values")
    .addArgument(new Argument("<shell>", "which one").choices(Object.keys(shells)))
    .addHelpText(
      "after",
      example(
        "bulkhead completion bash > ~/.local/share/bash-completion/completions/bulkhead",
        "source <(bulkhead completion bash)",
      ),
    )
    .action(async (shell: keyof typeof shells) => {
      print(shells[shell](definitionsOf(await load())));
    });
}
