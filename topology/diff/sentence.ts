import type { Topology } from "../model/topology.ts";
import { portsText } from "../reach/words.ts";
import type { Change, PortChange } from "./difference.ts";

/** What a change is, and why, in one or two sentences. */
export function sentenceOf(
  { kind, from, to, ports, because }: Omit<Change, "sentence">,
  before: Topology,
  after: Topology,
): string {
  const on = portsText(ports);
  const why = because.map(({ detail }) => detail).join("; ");
  const gone = [from, to].find(id => isIn(before, id) && !isIn(after, id));
  const reason = gone === undefined ? why : `there is no workload ${gone} any more`;
  switch (kind) {
    case "added":
      return `${from} ${isSure(ports) ? "can now" : "may now be able to"} reach ${to}${on}: ${reason}.${undeclared(ports)}`;
    case "removed":
      return `${from} can no longer reach ${to}${on}: ${reason}.`;
    case "widened":
      return `${from} ${isSure(ports) ? "can now" : "may now be able to"} reach ${to}${on}${isNew(ports) ? " too" : ", for certain"}: ${reason}.${undeclared(ports)}`;
    case "narrowed":
      return ports.every(port => port.after === "denied")
        ? `${from} can no longer reach ${to}${on}, though still on others: ${reason}.`
        : `It is no longer certain that ${from} can reach ${to}${on}: ${reason}.`;
  }
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
