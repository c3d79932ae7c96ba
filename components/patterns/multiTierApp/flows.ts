import type { FlowArgs, MultiTierAppArgs, TierArgs } from "./args.ts";

/** A declared call, with the argument that declares it. */
export interface DeclaredFlow {
  readonly from: string;
  readonly to: string;
  /** All ports when undefined. */
  readonly port: number | undefined;
  /** E.g. `tiers.web.routes[0].to`. */
  readonly path: string;
}

/** Every call an application declares, by links, routes and flows, in that order. */
export function declaredFlows(args: MultiTierAppArgs<string>): DeclaredFlow[] {
  const ofTiers = Object.entries(args.tiers).flatMap(([tier, tierArgs]) => tierFlows(tier, tierArgs));
  const listed = (args.flows ?? []).map((flow: FlowArgs<string>, index) => ({
    from: flow.from,
    to: flow.to,
    port: flow.port,
    path: `flows[${index}]`,
  }));
  return [...ofTiers, ...listed];
}

function tierFlows(from: string, tier: TierArgs<string>): DeclaredFlow[] {
  if (tier.kind === "database") return [];
  if (tier.kind === "proxy") {
    return tier.routes.map(({ to, port }, index) => ({
      from,
      to,
      port,
      path: `tiers.${from}.routes[${index}].to`,
    }));
  }
  return (tier.link ?? []).map((link, index) => {
    const to = typeof link === "string" ? link : link.to;
    return { from, to, port: undefined, path: `tiers.${from}.link[${index}]` };
  });
}

/** A pair of tiers with at least one call between them: an edge of the graph, and a segment of its own. */
export interface TierEdge {
  readonly client: string;
  readonly server: string;
  /** The server's ports that are called over it; all of them when undefined. */
  readonly ports: readonly number[] | undefined;
}

/** The edges between tiers, in the order they are first declared. */
export function tierEdges(flows: readonly DeclaredFlow[]): TierEdge[] {
  const pairs = Map.groupBy(flows, ({ from, to }) => `${from} ${to}`);
  return [...pairs.values()].map(group => {
    const ports = group.map(({ port }) => port);
    const all = ports.includes(undefined);
    return {
      client: group[0]?.from ?? "",
      server: group[0]?.to ?? "",
      ports: all ? undefined : ports.filter(port => port !== undefined),
    };
  });
}

/**
 * Tiers in an order in which every server comes before its clients; or a circle, as the tiers on it.
 * A circle means nothing here: none of its members could be up before the others.
 */
export function serversFirst(
  tiers: readonly string[],
  edges: readonly TierEdge[],
): { readonly order: readonly string[] } | { readonly circle: readonly string[] } {
  const order: string[] = [];
  const walk = (tier: string, path: readonly string[]): readonly string[] | undefined => {
    if (order.includes(tier)) return undefined;
    if (path.includes(tier)) return [...path.slice(path.indexOf(tier)), tier];
    for (const { client, server } of edges) {
      const circle = client === tier ? walk(server, [...path, tier]) : undefined;
      if (circle !== undefined) return circle;
    }
    order.push(tier);
    return undefined;
  };
  for (const tier of tiers) {
    const circle = walk(tier, []);
    if (circle !== undefined) return { circle };
  }
  return { order };
}
