import type { CommandDefinition, OptionDefinition } from "./definitions.ts";

/** Completion for bash, in what every bash has: no bash-completion is needed. */
export function bashCompletion(commands: readonly CommandDefinition[]): string {
  const cases = commands.flatMap(command => [
    `    ${command.name})`,
    `      options=${quoted(flagsOf(command).join(" "))}`,
    `      words=${quoted(command.arguments.flatMap(({ choices }) => choices).join(" "))}`,
    `      case $before in`,
    ...command.options
      .filter(({ takesValue }) => takesValue)
      .map(
        option =>
          `        ${[option.short, option.long].filter(flag => flag).join("|")}) ${bashValue(option)} ;;`,
      ),
    "      esac",
    "      ;;",
  ]);
  return [
    "# bash completion for bulkhead; written by `bulkhead completion bash`.",
    "_bulkhead() {",
    `  local current=$2 before=$3 command=\${COMP_WORDS[1]} options= words=`,
    "  COMPREPLY=()",
    "  if [[ $COMP_CWORD -eq 1 ]]; then",
    `    COMPREPLY=($(compgen -W ${quoted([...commands.map(({ name }) => name), "--help"].join(" "))} -- "$current"))`,
    "    return",
    "  fi",
    "  case $command in",
    ...cases,
    "  esac",
    '  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$current"))',
    '  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  else COMPREPLY=($(compgen -f -- "$current"))',
    "  fi",
    "}",
    "complete -o filenames -F _bulkhead bulkhead",
  ].join("\n");
}

/** Ends the completion: a value is wanted here and nothing else. */
function bashValue({ choices, isPath }: OptionDefinition): string {
  if (choices.length > 0) {
    return `COMPREPLY=($(compgen -W ${quoted(choices.join(" "))} -- "$current")); return`;
  }
  return isPath ? 'COMPREPLY=($(compgen -f -- "$current")); return' : "return";
}

/** Completion for zsh, with what each command and option is for. */
export function zshCompletion(commands: readonly CommandDefinition[]): string {
  const cases = commands.flatMap(command => [
    `    ${command.name})`,
    "      _arguments \\",
    ...command.options.flatMap(option =>
      [option.short, option.long]
        .filter(flag => flag !== undefined && flag !== "")
        .map(flag => `        ${quoted(`${flag}[${bracketed(option.description)}]${zshValue(option)}`)} \\`),
    ),
    `        ${zshArguments(command)}`,
    "      ;;",
  ]);
  return [
    "#compdef bulkhead",
    "# zsh completion for bulkhead; written by `bulkhead completion zsh`.",
    "_bulkhead() {",
    "  local -a commands",
    "  commands=(",
    ...commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`),
    "  )",
    "  if (( CURRENT == 2 )); then",
    "    _describe command commands",
    "    return",
    "  fi",
    "  shift words",
    "  (( CURRENT-- ))",
    "  case $words[1] in",
    ...cases,
    "  esac",
    "}",
    '_bulkhead "$@"',
  ].join("\n");
}

function zshValue({ takesValue, choices, isPath }: OptionDefinition): string {
  if (!takesValue) return "";
  if (choices.length > 0) return `:value:(${choices.join(" ")})`;
  return isPath ? ":path:_files" : ":value: ";
}

function zshArguments({ arguments: all }: CommandDefinition): string {
  const choices = all.flatMap(argument => argument.choices);
  return quoted(choices.length > 0 ? `*:argument:(${choices.join(" ")})` : "*:argument:_files");
}

function flagsOf({ options }: CommandDefinition): string[] {
  return options.flatMap(({ short = "", long }) => [short, long].filter(flag => flag !== ""));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What would end a description. */
function bracketed(text: string): string {
  return text.replace(/[[\]:\\]/g, letter => `\\${letter}`);
}
