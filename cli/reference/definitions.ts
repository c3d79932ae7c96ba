import type { Command } from "commander";

/** An option of a command. */
export interface OptionDefinition {
  /** As help shows it: `-f, --format <format>`. */
  readonly flags: string;
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** Values it may have, where they are few. */
  readonly choices: readonly string[];
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** Whether its value is a path. */
  readonly isPath: boolean;
  readonly default: string | undefined;
}

/** A command, as it is defined where it is written. */
export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
  /** As usage shows them: `<container> [target]`. */
  readonly arguments: readonly {
    readonly usage: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
  readonly options: readonly OptionDefinition[];
  readonly examples: readonly string[];
}

/** Reads the definitions of all commands. */
export function definitionsOf(program: Command): CommandDefinition[] {
  return program.commands.map(definitionOf);
}

function definitionOf(command: Command): CommandDefinition {
  return {
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map(argument => {
      const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
      return {
        usage: argument.required ? `<${name}>` : `[${name}]`,
        description: argument.description,
        choices: argument.argChoices ?? [],
      };
    }),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(option => {
        const {
          flags,
          short,
          long = "",
          description,
          argChoices = [],
          defaultValue,
          required,
          optional,
        } = option;
        const shown = defaultValue === undefined || defaultValue === false ? undefined : String(defaultValue);
        return {
          flags,
          short,
          long,
          description,
          choices: argChoices,
          takesValue: required || optional,
          isPath: /<(file|folder|path)/.test(flags),
          default: shown === "" ? undefined : shown,
        };
      }),
    examples: examplesOf(command),
  };
}

/** What stands below "Example:" in a command's help. */
function examplesOf(command: Command): string[] {
  let text = "";
  const written = { writeOut: (piece: string) => (text += piece), getOutHelpWidth: () => 1000 };
  const before = command.configureOutput();
  command.configureOutput({ ...before, ...written });
  command.outputHelp();
  command.configureOutput(before);
  const [, below = ""] = text.split("\nExample:\n");
  return below
    .split("\n")
    .map(line => line.trim())
    .filter(line => line !== "");
}
