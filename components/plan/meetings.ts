import type { Flow, Workload as TopologyWorkload } from "../../topology/index.ts";
import { PerRun } from "../run.ts";

/** A workload that mounts a volume. */
export interface Guest {
  readonly id: string;
  readonly writes: boolean;
}

const guests = new PerRun("guests", (): Map<string, Guest[]> => new Map());
const members = new PerRun("members", (): Map<string, TopologyWorkload[]> => new Map());

/**
 * Notes who mounts a volume that a component stands for, and gives the flows between it and those who were there: what
 * one writes the others read, and where one writes he may open a socket, which the others may call.
 */
export function joinVolume(volume: string, guest: Guest): Flow[] {
  const all = guests.get();
  const there = all.get(volume) ?? [];
  all.set(volume, [...there, guest]);
  return there
    .filter(({ id, writes }) => id !== guest.id && (writes || guest.writes))
    .flatMap(({ id }) => [filesFlow(volume, guest.id, id), filesFlow(volume, id, guest.id)]);
}

function filesFlow(volume: string, from: string, to: string): Flow {
  return { from, to, port: "any", protocol: "files", via: "files", reason: `both mount volume ${volume}` };
}

/** Begins to note the members of a network that lets them call each other. */
export function openMutual(network: string): void {
  members.get().set(network, []);
}

/** Notes a member of a network; where that is mutual, gives the calls between it and those who were there. */
export function joinNetwork(network: string, memberOf: () => TopologyWorkload): Flow[] {
  const there = members.get().get(network);
  if (there === undefined) return [];
  const member = memberOf();
  const others = [...there];
  there.push(member);
  return others.flatMap(other => [
    ...mutualFlows(network, member, other),
    ...mutualFlows(network, other, member),
  ]);
}

function mutualFlows(network: string, from: TopologyWorkload, to: TopologyWorkload): Flow[] {
  const named = to.attachments.some(one => one.network === network && one.aliases.length > 0);
  const ports = to.ports.filter(({ on }) => on === undefined || on.includes(network));
  const reason = `segment ${network} is mutual`;
  // Of one that says no port of its own, nobody knows on which it answers: it may be called on any.
  const called = to.ports.length === 0 ? [{ port: "any", protocol: "tcp" } as const] : named ? ports : [];
  return called.map(({ port, protocol }) => ({
    from: from.id,
    to: to.id,
    port,
    protocol,
    via: "network",
    reason,
  }));
}
