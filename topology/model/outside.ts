import { outsideId } from "./topology.ts";

const before = `${outsideId} `;

/** The id of a part of the outside that has a name: `outside api.example.com`. No workload's id has a space in it. */
export function outsideNamed(name: string): string {
  return `${before}${name}`;
}

/** The name of a part of the outside; undefined for any other end. */
export function nameOutside(id: string): string | undefined {
  return id.startsWith(before) ? id.slice(before.length) : undefined;
}

/** Whether an end lies beyond the host: all that does, or a part of it that has a name. */
export function isBeyond(id: string): boolean {
  return id === outsideId || nameOutside(id) !== undefined;
}

/** The part of the outside that answers questions for any name there is. */
export const dnsOutside = outsideNamed("dns");
