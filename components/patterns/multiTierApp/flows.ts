import { pathText } from "../../check/problems.ts";
import type { FlowArgs } from "./args.ts";
import { awaitedBy, type Tier } from "./tiers.ts";

/** A declared call, with the argument that declares it. */
export interface DeclaredFlow {
  readonly from: string;
  readonly to: string;
  /** All ports when undefined. */
  readonly port: number | undefined;
  readonly by: "link" | "route" | "flow";
  /** E.g. `tiers.web.routes[0].to`. */
  readonly path: string;
}

/** Every call an application declares, by links, routes and flows, in that order. */
export function declaredFlows(
  tiers: ReadonlyMap<string, Tier>,
  flows: readonly FlowArgs<string>[] = [],
): DeclaredFlow[] {
  const listed = flows.flatMap(({ from, to, port }, index) => [
    { from, to, port, by: "flow" as const, path: `flows[${index}]` },
  ]);
  return [...[...tiers.values()].flatMap(tier => flowsOf(tier, tiers)), ...listed];
}

/** The arguments that declare calls. */
export function callPaths(tiers: Iterable<string>): string[] {
  const ofTiers = [...tiers].flatMap(tier => [
    pathText(["tiers", tier, "link"]),
    pathText(["tiers", tier, "routes"]),
  ]);
  return [...ofTiers, "flows"];
}

function flowsOf(tier: Tier, tiers: ReadonlyMap<string, Tier>): DeclaredFlow[] {
  const from = tier.name;
  switch (tier.kind) {
    case "workload":
    case "job":
      return (tier.args.link ?? []).flatMap((link, index) => {
        const to = typeof link === "string" ? link : link.to;
        return [{ from, to, port: undefined, by: "link", path: `${tier.path}.link[${index}]` }];
      });
    case "proxy":
      // A route calls one port: the one it names, or its target's first.
      return (tier.args.routes ?? []).flatMap(({ to, port }, index) => {
        const first = tiers.get(to)?.ports?.find(({ protocol }) => protocol === "tcp")?.port;
        return [{ from, to, port: port ?? first, by: "route", path: `${tier.path}.routes[${index}].to` }];
      });
    default:
      return [];
  }
}

/** A pair of tiers with at least one call between them: an edge of the graph, and a segment of its own. */
export interface TierEdge {
  readonly client: string;
  readonly server: string;
  /** The server's ports that are called over it; all of them when undefined. */
  readonly ports: readonly number[] | undefined;
}

/** Who is to wait for whom, call or no call. */
export function waits(tiers: ReadonlyMap<string, Tier>): Pick<TierEdge, "client" | "server">[] {
  return [...tiers.values()].flatMap(tier =>
    awaitedBy(tier).map(({ tier: server }) => ({ client: tier.name, server })),
  );
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
  edges: readonly Pick<TierEdge, "client" | "server">[],
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
