import { Facet } from "../facet.ts";
import type { MountTarget } from "./mountable.ts";

/** What others ask of a SharedSocket. */
export interface SocketFacts extends MountTarget {
  /** Its folder, the same for all who have it. */
  readonly folder: string;
}

export const socketFacts = new Facet<SocketFacts>("shared-socket");

/** True for a SharedSocket, be it of another copy of this package. */
export function isSharedSocket(value: unknown): boolean {
  return socketFacts.find(value) !== undefined;
}
