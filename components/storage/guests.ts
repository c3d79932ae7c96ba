import type { Flow } from "../../topology/index.ts";
import { PerRun } from "../run.ts";

/** A workload that mounts a volume. */
export interface Guest {
  readonly id: string;
  readonly writes: boolean;
}

const guests = new PerRun((): Map<string, Guest[]> => new Map());

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
