import type { Decision } from "./decide.ts";
import type { Setting } from "./settings.ts";

/** What a conversion came to, for people: what was found, what must be given, and what has no counterpart. */
export function reportOf(
  source: string,
  services: readonly Decision[],
  settings: readonly Setting[],
  remarks: readonly string[],
): string {
  const flows = services.flatMap(({ calls }) => calls);
  const table = flows.map(
    ({ from, to, port, because }) => `| ${from} | ${to} | ${port ?? "?"} | ${because} |`,
  );
  return `${[
    `# ${source} as a Bulkhead project`,
    "Nothing reaches anything but by the flows below; under Compose all services of a network reach each other on every port. Read them, and take out what is not meant.",
    "What plain networks leave open beside them, `bulkhead reach --explain` says, and its rules tell of: who is called can call back (`listenVariable` or a OneWayLink ends that), and what has a way out (`egress`) reaches ports that are published for everybody (`address`).",
    "## Flows",
    flows.length === 0
      ? "None was found. Add `link` where one service calls another."
      : ["| from | to | port | because |", "| --- | --- | --- | --- |", ...table].join("\n"),
    ...(settings.length === 0 ? [] : ["## To be given", settings.map(settingLine).join("\n")]),
    "## To be seen to",
    remarks.length === 0 ? "Nothing." : remarks.map(remark => `- ${remark}`).join("\n"),
  ].join("\n\n")}\n`;
}

function settingLine({ name, secret, otherwise, origin }: Setting): string {
  const command = `pulumi config set ${secret ? "--secret " : ""}${name}`;
  const fallback = otherwise === undefined ? "" : `; ${otherwise} where it is not given`;
  return `- \`${command}\`: ${origin}${secret ? "" : fallback}`;
}
