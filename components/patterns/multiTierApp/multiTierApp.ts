import { ComponentResource, type ComponentResourceOptions, Output } from "@pulumi/pulumi";
import { type Flow, fragmentOutput } from "../../../topology/index.ts";
import { Problems } from "../../check/problems.ts";
import { Segment } from "../../network/segment.ts";
import type { AttachmentArgs, LinkArgs } from "../../workload/args/network.ts";
import type { Linkable } from "../../workload/link.ts";
import { Workload } from "../../workload/workload.ts";
import { Database } from "../database/database.ts";
import { Proxy } from "../proxy/proxy.ts";
import type { MultiTierAppArgs, TierArgs } from "./args.ts";
import { checkApp } from "./check.ts";
import { type DeclaredFlow, declaredFlows, serversFirst, type TierEdge, tierEdges } from "./flows.ts";
import { innerName, pairName, segmentName } from "./names.ts";
import { portsOf } from "./tiers.ts";

/**
 * An application of tiers that may call each other where that is declared, and nowhere else. Each pair of tiers with a
 * call between them gets an internal segment of its own; what is published or goes out gets one more.
 *
 * @example
 * new MultiTierApp("shop", {
 *   tiers: {
 *     web: { kind: "proxy", image: "haproxy:3.0-alpine", routes: [{ to: "app" }], publish: { hostPort: 8080 } },
 *     app: { image: "acme/shop:1", replicas: 2, ports: [8080], link: ["db"] },
 *     db: { kind: "database", image: "postgres:16", password: config.requireSecret("dbPassword") },
 *   },
 * });
 */
export class MultiTierApp<Tier extends string = string> extends ComponentResource {
  /** Where its proxies are published, by tier: `{ web: "http://127.0.0.1:8080" }`. */
  readonly urls: Output<Record<string, string>>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: MultiTierAppArgs<Tier>, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkApp(name, args, problems);
    problems.throwIfAny("MultiTierApp", name);
    super("bulkhead:index:MultiTierApp", name, {}, opts);
    const flows = declaredFlows(args);
    const edges = tierEdges(flows);
    const segments = createSegments(this, name, args, edges);
    const tiers = createTiers(this, name, args, edges, segments);
    this.urls = urlsOf(tiers);
    this.registerOutputs({
      urls: this.urls,
      [fragmentOutput]: Output.create({ flows: flows.flatMap(flow => topologyFlows(name, args, flow)) }),
    });
  }
}

type Segments = ReadonlyMap<TierEdge, Segment>;
type Tiers = ReadonlyMap<string, Linkable>;

function createSegments(
  parent: ComponentResource,
  name: string,
  args: MultiTierAppArgs<string>,
  edges: readonly TierEdge[],
): Segments {
  return new Map(
    edges.map(edge => {
      const { client, server } = edge;
      const subnet = args.subnets?.[pairName(client, server)];
      const segmentArgs = { subnet, pool: args.pool, labels: { ...args.labels, "bulkhead.app": name } };
      return [edge, new Segment(segmentName(name, client, server), segmentArgs, { parent })];
    }),
  );
}

function createTiers(
  parent: ComponentResource,
  name: string,
  args: MultiTierAppArgs<string>,
  edges: readonly TierEdge[],
  segments: Segments,
): Tiers {
  const made = new Map<string, Linkable>();
  const sorted = serversFirst(Object.keys(args.tiers), edges);
  for (const tier of "order" in sorted ? sorted.order : []) {
    const tierArgs = args.tiers[tier];
    if (tierArgs === undefined) continue;
    made.set(tier, createTier(parent, name, args, tier, tierArgs, attachments(tier, segments), made));
  }
  return made;
}

function createTier(
  parent: ComponentResource,
  name: string,
  app: MultiTierAppArgs<string>,
  tier: string,
  args: TierArgs<string>,
  segments: readonly AttachmentArgs[],
  made: Tiers,
): Linkable {
  const id = innerName(name, tier);
  const labels = { ...app.labels, ...args.labels };
  const called = (app.flows ?? []).filter(({ from }) => from === tier).map(({ to }) => tierOf(made, to));
  const after = [...(args.after ?? []), ...called.flatMap(server => server.linkTarget().resources)];
  const common = { hostname: tier, app: name, tier, segments, labels, after };
  switch (args.kind) {
    case "database": {
      const { kind: _, ...given } = args;
      return new Database(id, { ...given, ...common }, { parent });
    }
    case "proxy": {
      const { kind: _, routes, ...given } = args;
      const targets = routes.map(({ to, ...route }) => ({ ...route, to: tierOf(made, to) }));
      return new Proxy(id, { ...given, ...common, pool: app.pool, routes: targets }, { parent });
    }
    default: {
      const { kind: _, link, ...given } = args;
      const links = (link ?? []).map((one): LinkArgs => {
        return typeof one === "string" ? { to: tierOf(made, one) } : { ...one, to: tierOf(made, one.to) };
      });
      return new Workload(id, { ...given, ...common, pool: app.pool, link: links }, { parent });
    }
  }
}

/** A tier's part in the segments of its edges: it has its name where it is called, and none where it only calls. */
function attachments(tier: string, segments: Segments): AttachmentArgs[] {
  return [...segments].flatMap(([{ client, server, ports }, segment]): AttachmentArgs[] => {
    if (server === tier) return [{ segment, serves: true, ports }];
    return client === tier ? [{ segment, serves: false }] : [];
  });
}

/** Servers are made before their clients, so what a tier links to is there. */
function tierOf(made: Tiers, tier: string): Linkable {
  const found = made.get(tier);
  if (found === undefined) throw new Error(`Tier ${tier} has not been made yet.`);
  return found;
}

function urlsOf(tiers: Tiers): Output<Record<string, string>> {
  const urls = [...tiers].flatMap(([tier, component]) =>
    component instanceof Proxy ? [component.url.apply((url): [string, string] => [tier, url])] : [],
  );
  return Output.create(urls).apply(entries => Object.fromEntries(entries.filter(([, url]) => url !== "")));
}

function topologyFlows(name: string, args: MultiTierAppArgs<string>, flow: DeclaredFlow): Flow[] {
  const open = portsOf(args.tiers[flow.to]) ?? [];
  return open
    .filter(({ port }) => flow.port === undefined || flow.port === port)
    .map(port => ({
      from: innerName(name, flow.from),
      to: innerName(name, flow.to),
      ...port,
      via: "network",
      reason: flow.path,
    }));
}
