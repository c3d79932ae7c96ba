import type { Network } from "../../model/network.ts";

/** What keeps a connection off, and what would let it through. */
export interface Reason {
  readonly detail: string;
  readonly remedy: string;
}

/** Names networks in a sentence. */
export function named(networks: readonly Network[]): string {
  return `${networks.length === 1 ? "network" : "networks"} ${idsOf(networks)}`;
}

export function idsOf(networks: readonly Network[]): string {
  return networks.map(({ id }) => id).join(", ");
}
