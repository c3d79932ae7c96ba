/** The component name of a tier. */
export function innerName(app: string, tier: string): string {
  return `${app}-${tier}`;
}

/** The component name of the segment that carries a client's calls to a server. */
export function segmentName(app: string, client: string, server: string): string {
  return `${app}-${pairName(client, server)}`;
}

/** A pair of tiers, as `subnets` names it. */
export function pairName(client: string, server: string): string {
  return `${client}-${server}`;
}
