import { nameOutside } from "../model/outside.ts";
import type { Topology } from "../model/topology.ts";
import type { Port } from "../reach/ports.ts";
import { portsText } from "../reach/words.ts";
import type { Change, PortChange } from "./difference.ts";

/** How the ends of a change are called in its sentence. */
export interface Called {
  readonly from: string;
  readonly to: string;
}

/**
 * What a change is, and why, in one or two sentences.
 *
 * @param called where the ends stand for several.
 * @param left the ports that are open now.
 * @param declares whether anybody declares flows, so that it counts that nobody declared this one.
 */
export function sentenceOf(
  { kind, from, to, ports, because }: Omit<Change, "sentence">,
  left: readonly Port[],
  declares: boolean,
  before: Topology,
  after: Topology,
  called: Called = { from, to },
): string {
  const on = portsText(ports);
  const name = nameOutside(to);
  const reach = name === undefined ? `reach ${called.to}${on}` : `call ${calledText(name, ports)}`;
  const why = because.map(({ detail }) => detail).join("; ");
  const isGone = (id: string): boolean => isIn(before, id) && !isIn(after, id);
  const gone = isGone(from) ? called.from : isGone(to) && called.to !== eachOther ? called.to : undefined;
  const remark = declares ? undeclared(ports) : "";
  const isOne = gone === from || gone === to;
  const absent = isOne ? `there is no workload ${gone}` : `there are no workloads ${gone}`;
  const reason = gone === undefined ? why : `${absent} any more`;
  const who = called.from;
  switch (kind) {
    case "added":
      return `${who} ${isSure(ports) ? "can now" : "may now be able to"} ${reach}: ${reason}.${remark}`;
    case "removed":
      return `${who} can no longer ${reach}: ${reason}.`;
    case "widened":
      return `${who} ${isSure(ports) ? "can now" : "may now be able to"} ${reach}${isNew(ports) ? " too" : ", for certain"}: ${reason}.${remark}`;
    case "narrowed":
      if (ports.some(({ port, after }) => port === "any" && after === "denied"))
        return `${who} can reach ${called.to}${portsText(left)} alone, and no longer on any port.`;
      return ports.every(port => port.after === "denied")
        ? `${who} can no longer ${reach}, though still on others: ${reason}.`
        : `It is no longer certain that ${who} can reach ${called.to}${on}: ${reason}.`;
  }
}

/** What several of a group are called as ends of each other's calls. */
export const eachOther = "each other";

/** Ports of a name beyond the host, as they are written: `api.example.com:443 and :8443`. */
function calledText(name: string, ports: readonly PortChange[]): string {
  return `${name}${ports.map(({ port }) => `:${port}`).join(" and ")}`;
}

function isSure(ports: readonly PortChange[]): boolean {
  return ports.every(({ after }) => after === "allowed");
}

function isNew(ports: readonly PortChange[]): boolean {
  return ports.some(({ before }) => before === "denied");
}

function undeclared(ports: readonly PortChange[]): string {
  return ports.every(({ declared }) => declared) ? "" : " Nobody declared it.";
}

function isIn({ workloads }: Topology, id: string): boolean {
  return workloads.some(workload => workload.id === id);
}
