import { nameOutside } from "../model/outside.ts";
import type { Topology } from "../model/topology.ts";
import type { Port } from "../reach/ports.ts";
import { portsText } from "../reach/words.ts";
import type { Change, PortChange } from "./difference.ts";

/**
 * What a change is, and why, in one or two sentences.
 *
 * @param left the ports that are open now.
 * @param declares whether anybody declares flows, so that it counts that nobody declared this one.
 */
export function sentenceOf(
  { kind, from, to, ports, because }: Omit<Change, "sentence">,
  left: readonly Port[],
  declares: boolean,
  before: Topology,
  after: Topology,
): string {
  const on = portsText(ports);
  const name = nameOutside(to);
  const reach = name === undefined ? `reach ${to}${on}` : `call ${calledText(name, ports)}`;
  const why = because.map(({ detail }) => detail).join("; ");
  const gone = [from, to].find(id => isIn(before, id) && !isIn(after, id));
  const remark = declares ? undeclared(ports) : "";
  const reason = gone === undefined ? why : `there is no workload ${gone} any more`;
  switch (kind) {
    case "added":
      return `${from} ${isSure(ports) ? "can now" : "may now be able to"} ${reach}: ${reason}.${remark}`;
    case "removed":
      return `${from} can no longer ${reach}: ${reason}.`;
    case "widened":
      return `${from} ${isSure(ports) ? "can now" : "may now be able to"} ${reach}${isNew(ports) ? " too" : ", for certain"}: ${reason}.${remark}`;
    case "narrowed":
      if (ports.some(({ port, after }) => port === "any" && after === "denied"))
        return `${from} can reach ${to}${portsText(left)} alone, and no longer on any port.`;
      return ports.every(port => port.after === "denied")
        ? `${from} can no longer ${reach}, though still on others: ${reason}.`
        : `It is no longer certain that ${from} can reach ${to}${on}: ${reason}.`;
  }
}

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
