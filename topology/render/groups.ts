import { isBeyond } from "../model/outside.ts";
import { hostId, outsideId } from "../model/topology.ts";
import type { Cause } from "../reach/edge.ts";
import type { GroupEdge, GroupedReach } from "../reach/groups.ts";
import { portText } from "../reach/words.ts";
import { columns } from "./columns.ts";
import { hostOpenSentence } from "./hostOpen.ts";
import { wrap } from "./wrap.ts";

/** How to draw the table. */
export interface GroupsTableOptions {
  /** Says below each edge what makes it so. @default false */
  readonly explain?: boolean;
  /** Networks of which nobody says what they are: what hangs on that is counted in one line. @default none */
  readonly undescribed?: ReadonlySet<string>;
}

const noNetworks: ReadonlySet<string> = new Set();

/**
 * Says who can reach whom, the news first: what the outside and the host reach, then what services do, a way a line, for
 * all whom it leads from and to.
 */
export function reachGroupsTable(
  reach: GroupedReach,
  { explain = false, undescribed = noNetworks }: GroupsTableOptions = {},
): string {
  const known = reach.edges.filter(({ untold }) => untold !== true);
  const hangs = ({ verdict, cause }: GroupEdge): boolean =>
    verdict === "unknown" && undescribed.has(cause.name);
  const told = known.filter(edge => !hangs(edge));
  const names = namesOf(reach);
  const sections = [
    { title: "From outside:", edges: told.filter(({ from }) => from === outsideId) },
    { title: "From the host:", edges: told.filter(edge => isFromHost(edge, names)) },
    { title: "Between services:", edges: told.filter(edge => isBetween(edge, names)) },
    { title: "To the host and beyond:", edges: told.filter(edge => isOutward(edge, names)) },
  ];
  const untold = reach.edges.length - known.length;
  const hanging = known.length - told.length;
  return [
    ...sections.flatMap(({ title, edges }) =>
      edges.length === 0 ? [] : [title, ...linesOf(edges, names, explain), ""],
    ),
    told.length === 0
      ? hanging === 0
        ? "Nothing reaches anything."
        : "Nothing surely reaches anything."
      : `${told.length} ways between ${reach.nodes.length} ends, in groups; --pairs lists each pair.`,
    ...hostOpenSentence(reach.hostOpen ?? []).flatMap(text => wrap(text)),
    ...(hanging === 0 ? [] : wrap(hangingText(hanging, [...undescribed]))),
    ...(untold === 0
      ? []
      : [
          `${untold} more ${untold === 1 ? "hangs" : "hang"} on the engine: --engine-version and --firewall say which it is.`,
        ]),
  ].join("\n");
}

function hangingText(count: number, networks: readonly string[]): string {
  const what = networks.length === 1 ? `network ${networks[0]} is` : `networks ${networks.join(", ")} are`;
  return `${count} more ${count === 1 ? "hangs" : "hang"} on what ${what}: --external ${networks[0]}=bridge says so of one, --pairs lists each pair.`;
}

type Names = ReadonlyMap<string, readonly string[]>;

function namesOf({ groups }: GroupedReach): Names {
  return new Map(groups.map(({ id, members }) => [id, members]));
}

function isFromHost({ from }: GroupEdge, names: Names): boolean {
  return (names.get(from) ?? []).includes(hostId);
}

function isOutward({ from, to }: GroupEdge, names: Names): boolean {
  return (to === hostId || isBeyond(to)) && from !== outsideId && !isFromHost({ from } as GroupEdge, names);
}

function isBetween(edge: GroupEdge, names: Names): boolean {
  return edge.from !== outsideId && !isFromHost(edge, names) && !isOutward(edge, names);
}

function linesOf(edges: readonly GroupEdge[], names: Names, explain: boolean): string[] {
  const rows = columns(
    edges.map(({ from, to, ports, verdict, cause }) => [
      `  ${textOf(names.get(from) ?? [from])}`,
      "=>",
      from === to ? "each other" : textOf(names.get(to) ?? [to]),
      portsOf(ports.map(portText)),
      causeOf(cause),
      verdict === "unknown" ? "UNKNOWN: perhaps" : "",
    ]),
  ).split("\n");
  if (!explain) return rows;
  return rows.flatMap((row, index) => [row, ...wrap(`because ${edges[index]?.cause.detail}`, "      ")]);
}

/** `shared network data`, `published port 0.0.0.0:80`; what has no name of its own, by what it is. */
function causeOf({ mechanism, name }: Cause): string {
  return name === "" ? mechanism : `${mechanism} ${name}`;
}

/** `app`; `app, db`; `app, db and 10 more`. */
function textOf(members: readonly string[]): string {
  if (members.length <= 3) return members.join(", ");
  return `${members.slice(0, 2).join(", ")} and ${members.length - 2} more`;
}

function portsOf(texts: readonly string[]): string {
  return texts.length <= 4
    ? texts.join(", ")
    : `${texts.slice(0, 3).join(", ")} and ${texts.length - 3} more`;
}
