import { isIPv4 } from "node:net";
import { nameOutside, type Topology } from "../../topology/index.ts";
import { addressesIn } from "../blocks.ts";
import { plain } from "../text/plain.ts";
import type { EgressSeen } from "./lines.ts";

/** What was seen of one workload's calls beyond the host. */
export interface EgressObserved {
  readonly workload: string;
  /** Every public name is open to it, for learning its list; left out where it has one. */
  readonly learns?: true;
  readonly calls: readonly EgressCalls[];
}

/** A name, with how often it was called, and how it stands to the list. */
export interface EgressCalls extends EgressSeen {
  readonly count: number;
  readonly listed: boolean;
}

/** The answer of `bulkhead egress observe`: a documented format. */
export interface EgressObservation {
  readonly version: 1;
  readonly workloads: readonly EgressObserved[];
}

/** Whether a workload's list is one for learning: all of the world, by whatever name. */
export function isLearning({ flows }: Topology, workload: string): boolean {
  return flows.some(({ from, to }) => from === workload && nameOutside(to) === "0.0.0.0/0");
}

/** Puts together what was seen, and holds it against what is declared. */
export function egressObserved(
  topology: Topology,
  workload: string,
  seen: readonly EgressSeen[],
): EgressObserved {
  const patterns = topology.flows
    .filter(({ from }) => from === workload)
    .flatMap(({ to, port }) => {
      const name = nameOutside(to);
      return name === undefined ? [] : [{ name, port }];
    });
  const groups = Map.groupBy(seen, ({ name, port, refused = "" }) => `${name} ${port ?? ""} ${refused}`);
  const calls = [...groups.values()].flatMap((group): EgressCalls[] => {
    const [first] = group;
    if (first === undefined) return [];
    const listed = patterns.some(
      one => covers(one.name, first.name) && (first.port ?? one.port) === one.port,
    );
    return [{ ...first, count: group.length, listed }];
  });
  // What was called tells more than that its name was looked up before.
  const called = new Set(calls.filter(({ port }) => port !== undefined).map(({ name }) => name));
  return {
    workload,
    ...(isLearning(topology, workload) ? { learns: true } : {}),
    calls: calls
      .filter(({ name, port }) => port !== undefined || !called.has(name))
      .sort((left, right) =>
        left.name < right.name ? -1 : left.name > right.name ? 1 : (left.port ?? 0) - (right.port ?? 0),
      ),
  };
}

function covers(pattern: string, name: string): boolean {
  if (isIPv4(name)) return pattern.includes("/") && addressesIn(pattern).check(name);
  return pattern.startsWith("*.") ? name.endsWith(pattern.slice(1)) : pattern === name;
}

/** A list for the workload's `egress`, of what it called: as a program has it. */
export function proposedEgress({ calls }: EgressObserved): string {
  const wanted = calls.filter(({ name, port, refused }) => {
    return port !== undefined && (refused !== "address" || isIPv4(name));
  });
  const byName = Map.groupBy(wanted, ({ name }) => name);
  const entries = [...byName].map(([name, group]) => {
    const ports = [...new Set(group.map(portText))];
    const key = isIPv4(name) ? "cidr" : "host";
    return `    { ${key}: ${JSON.stringify(name)}, ports: [${ports.join(", ")}] },`;
  });
  return entries.length === 0 ? "" : ["  egress: [", ...entries, "  ],"].join("\n");
}

const usual: Readonly<Record<number, EgressSeen["protocol"]>> = { 80: "http", 443: "tls" };

function portText({ port = 0, protocol }: EgressSeen): string {
  return (usual[port] ?? "tcp") === protocol ? String(port) : JSON.stringify(`${protocol} ${port}`);
}

/** Says of each workload whom it called, what was refused, and the list that would be. */
export function egressObservationText({ workloads }: EgressObservation): string {
  return workloads
    .flatMap(one => {
      const lines = one.calls.map(call => `  ${nameText(call)}  ${timesText(call.count)}${standing(call)}`);
      const list = proposedEgress(one);
      return [
        one.learns ? `${one.workload}, which is learning:` : `${one.workload}:`,
        ...(lines.length === 0 ? ["  nobody beyond the host was called"] : lines),
        ...uncalled(one),
        ...(list === "" ? [] : ["", `  What it called, as a list for ${one.workload}:`, list]),
        "",
      ];
    })
    .join("\n")
    .trimEnd();
}

/** What learning lets through is told by its name alone; for anything else there is a word to write. */
function uncalled({ learns, calls }: EgressObserved): string[] {
  if (!learns || calls.every(({ port }) => port !== undefined)) return [];
  return [
    "  What was looked up and not called has another port than 443 and 80: add",
    '  { host, ports: ["tcp 5432"] } with the port it has.',
  ];
}

function nameText({ name: given, port, protocol }: EgressSeen): string {
  const name = plain(given);
  return port === undefined ? `${name} (looked up)` : `${name}:${port} (${protocol})`;
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function standing({ name, listed, refused, port }: EgressCalls): string {
  if (port === undefined && refused === undefined) return "";
  if (refused === "unlisted" || (!listed && refused === undefined)) {
    return refused === undefined ? ", not listed by its name" : ", refused: not listed";
  }
  if (refused === undefined) return "";
  const why: Readonly<Record<string, string>> = {
    address: isIPv4(name) ? "not listed" : "its name leads to an address that is closed",
    "encrypted-name": "its true server name is encrypted",
    "split-hello": "its hello is in pieces, in which its server name could hide",
    "odd-name": "what it asked for is no name",
    unresolved: "its name leads nowhere",
  };
  return `, refused: ${why[refused] ?? refused}`;
}
