import { pathText } from "../../check/problems.ts";
import { fieldOf, kindOf, listOf, portsOf, tiersOf } from "./tiers.ts";

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

/**
 * Every call an application declares, by links, routes and flows, in that order. What is of a wrong form declares
 * nothing.
 */
export function declaredFlows(args: unknown): DeclaredFlow[] {
  const tiers = tiersOf(args);
  const ofTiers = [...tiers].flatMap(([name, tier]) => [
    ...linkFlows(name, tier),
    ...routeFlows(name, tier, tiers),
  ]);
  const listed = listOf(fieldOf(args, "flows")).flatMap((flow, index) => {
    const [from, to] = [fieldOf(flow, "from"), fieldOf(flow, "to")];
    const path = `flows[${index}]`;
    return isText(from) && isText(to) ? [{ from, to, port: portIn(flow), by: "flow" as const, path }] : [];
  });
  return [...ofTiers, ...listed];
}

/** The arguments that declare calls. */
export function callPaths(tiers: Iterable<string>): string[] {
  const ofTiers = [...tiers].flatMap(tier => [
    pathText(["tiers", tier, "link"]),
    pathText(["tiers", tier, "routes"]),
  ]);
  return [...ofTiers, "flows"];
}

function linkFlows(from: string, tier: unknown): DeclaredFlow[] {
  if (kindOf(tier) !== "workload") return [];
  return listOf(fieldOf(tier, "link")).flatMap((link, index): DeclaredFlow[] => {
    const to = isText(link) ? link : fieldOf(link, "to");
    const path = pathText(["tiers", from, "link", index]);
    return isText(to) ? [{ from, to, port: undefined, by: "link", path }] : [];
  });
}

/** A route calls one port: the one it names, or its target's first. */
function routeFlows(from: string, tier: unknown, tiers: ReadonlyMap<string, unknown>): DeclaredFlow[] {
  if (kindOf(tier) !== "proxy") return [];
  return listOf(fieldOf(tier, "routes")).flatMap((route, index): DeclaredFlow[] => {
    const to = fieldOf(route, "to");
    if (!isText(to)) return [];
    const first = portsOf(tiers.get(to))?.find(({ protocol }) => protocol === "tcp")?.port;
    const path = pathText(["tiers", from, "routes", index, "to"]);
    return [{ from, to, port: portIn(route) ?? first, by: "route", path }];
  });
}

function portIn(value: unknown): number | undefined {
  const port = fieldOf(value, "port");
  return typeof port === "number" ? port : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
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
