import type { Decisions, NetworkChoice } from "./decide.ts";
import type { FoundFlow } from "./flows.ts";
import type { Setting } from "./settings.ts";

/** What a report tells of. */
export interface ReportOptions {
  readonly source: string;
  readonly decisions: Decisions;
  readonly networks: NetworkChoice;
  /** The containers from which it takes over; none where all is made. */
  readonly runs: readonly string[];
  readonly settings: readonly Setting[];
  readonly remarks: readonly string[];
}

/** What a conversion came to, for people: what was found, what must be given, and what has no counterpart. */
export function reportOf(options: ReportOptions): string {
  const { source, decisions, networks, runs, settings, remarks } = options;
  const isPaired = networks === "pairs";
  const flows = isPaired ? decisions.services.flatMap(({ calls }) => calls) : decisions.flows;
  return `${[
    `# ${source} as a Bulkhead project`,
    ...(isPaired ? pairs : together),
    ...(runs.length === 0 ? [] : handOver(runs)),
    "## Flows",
    flows.length === 0 ? "None was found. Add `link` where one service calls another." : table(flows),
    ...(settings.length === 0
      ? []
      : ["## To be given", settings.map(settingLine).join("\n"), runs.length === 0 ? made : kept]),
    "## To be seen to",
    remarks.length === 0 ? "Nothing." : remarks.map(remark => `- ${remark}`).join("\n"),
  ].join("\n\n")}\n`;
}

const pairs = [
  "Nothing reaches anything but by the flows below; under Compose all services of a network reach each other on every port. Read them, and take out what is not meant.",
  "What plain networks leave open beside them, `bulkhead reach --explain` says, and its rules tell of: who is called can call back (`listenVariable` or a OneWayLink ends that), and what has a way out (`egress`) reaches ports that are published for everybody (`address`).",
];

const together = [
  "The networks are as they were: all members of one reach each other on every port, and the program declares that (`mutual`). The flows below are those that are known of; with a `link` for each in place of `segments`, nothing else gets through.",
];

const made =
  "Secrets that nobody gives, the first `bulkhead up` makes up: good for a password of a new database, and for no token of somebody else's.";

const kept =
  "Stack dev has the values that the containers run with already, secrets encrypted. Others have to be given.";

/** How what runs gives way to what takes over from it. */
function handOver(runs: readonly string[]): string[] {
  const names = runs.join(" ");
  return [
    "## To take over",
    "Volumes and networks stay as they are, and the first `up` takes them into its state. Containers are made anew, since what they are called and labelled cannot be changed; two on one volume would spoil it, so the old ones stop first:",
    [
      "```sh",
      `docker stop ${names}`,
      "bulkhead up",
      `docker rm ${names}   # once all is well; \`docker start\` them again if it is not`,
      "```",
    ].join("\n"),
    "`bulkhead down` and `pulumi destroy` leave the networks and volumes that were taken over where they are.",
  ];
}

function table(flows: readonly FoundFlow[]): string {
  const rows = flows.map(
    ({ from, to, port, because }) => `| ${from} | ${to} | ${port ?? "?"} | ${because} |`,
  );
  return ["| from | to | port | because |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function settingLine({ name, secret, otherwise, origin }: Setting): string {
  const command = `pulumi config set ${secret ? "--secret " : ""}${name}`;
  const fallback = otherwise === undefined ? "" : `; ${otherwise} where it is not given`;
  return `- \`${command}\`: ${origin}${secret ? "" : fallback}`;
}
