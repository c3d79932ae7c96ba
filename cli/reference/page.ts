import type { CommandDefinition } from "./definitions.ts";

/** The page of all commands, in the order of a manual's: name, synopsis, description, options, examples, exit status. */
export function referencePage(commands: readonly CommandDefinition[]): string {
  return [
    "# bulkhead(1)",
    "",
    "Made of the commands' own definitions by `node tools/run.mjs cli/reference/write.ts`.",
    "",
    "## Name",
    "",
    "bulkhead: who may call whom on Docker, deployed, computed, judged and probed.",
    "",
    "## Synopsis",
    "",
    "```",
    ...commands.map(synopsis),
    "```",
    "",
    "## Exit status",
    "",
    "0 fine, 1 findings or differences, 2 could not tell (bad input, no engine). Results go to the standard output, all else to the standard error.",
    "",
    "## Environment",
    "",
    "`DOCKER_HOST`, `DOCKER_CONTEXT`, `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` name the engine, as for the docker command. `NO_COLOR` leaves colours out. `BULKHEAD_CACHE` is where",
    "tools are kept.",
    "",
    "## Commands",
    ...commands.flatMap(section),
    "",
  ].join("\n");
}

function synopsis(command: CommandDefinition): string {
  const parts = ["bulkhead", command.name, "[options]", ...command.arguments.map(({ usage }) => usage)];
  return parts.join(" ");
}

function section(command: CommandDefinition): string[] {
  const options = command.options.map(
    ({ flags, description, choices, default: usual }) =>
      `| \`${cell(flags)}\` | ${cell(description)} | ${choices.map(choice => `\`${choice}\``).join(", ")} | ${usual === undefined ? "" : `\`${cell(usual)}\``} |`,
  );
  const all = command.arguments.map(({ usage, description }) => `- \`${usage}\`: ${description}`);
  return [
    "",
    `### bulkhead ${command.name}`,
    "",
    `${sentence(command.description)}`,
    ...(all.length === 0 ? [] : ["", ...all]),
    "",
    "| option | what it does | values | default |",
    "| --- | --- | --- | --- |",
    ...options,
    "",
    "```",
    ...command.examples,
    "```",
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
