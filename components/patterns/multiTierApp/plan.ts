import { type Flow, plainWorkload } from "../../../topology/index.ts";
import { below } from "../../check/complain.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import { checkHostPorts } from "../../plan/hostPorts.ts";
import { checkNames } from "../../plan/names.ts";
import type { NetworkPlan } from "../../plan/network.ts";
import { sameHostPort } from "../../plan/ports.ts";
import type { Attachment } from "../../plan/workload.ts";
import { variablePrefix, workloadVariables } from "../../workload/endpoint.ts";
import type { Endpoint } from "../../workload/link.ts";
import { checkPlacementWithin } from "../../workload/placement.ts";
import { namingOf, type ServerPlan } from "../../workload/plan.ts";
import type { ReadWorkload } from "../../workload/read.ts";
import { databasePrefix, databaseVariables } from "../database/link.ts";
import { proxyPath } from "../proxy/plan.ts";
import { checkReplicaNames } from "../replicaNames.ts";
import type { MultiTierAppArgs } from "./args.ts";
import { checkFlows } from "./checkFlows.ts";
import { type DeclaredFlow, declaredFlows, serversFirst, type TierEdge, tierEdges, waits } from "./flows.ts";
import { appSchema } from "./form.ts";
import { innerName } from "./names.ts";
import { checkLength, Networks } from "./networks.ts";
import { planTier, readTier, type Surroundings } from "./planTier.ts";
import { awaitedBy, readTiers, type Tier, tierPath } from "./tiers.ts";

/** What an application comes to: a network for each pair of tiers that calls, and its tiers, servers first. */
export interface AppPlan {
  readonly networks: readonly NetworkPlan[];
  readonly tiers: ReadonlyMap<string, PlannedTier>;
  readonly flows: readonly Flow[];
}

/** A tier's plan, with the component that it is. */
export interface PlannedTier extends ServerPlan {
  readonly kind: NonNullable<Tier["kind"]>;
}

/**
 * Reads an application's arguments, which may be anything.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planApp(name: string, args: MultiTierAppArgs<string>): AppPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const app: Partial<MultiTierAppArgs<string>> = problems.form("", appSchema, args);
  const tiers = readTiers(app.tiers ?? {}, problems);
  if (tiers.size === 0 && app.tiers !== undefined) {
    problems.add("tiers", "an application without tiers does nothing; give at least one");
  }
  for (const { name: tier, path } of tiers.values()) {
    checkLength(innerName(name, tier), "its component's name", path, problems);
  }
  const flows = declaredFlows(tiers, app.flows);
  const edges = tierEdges(flows).filter(({ client, server }) => {
    return client !== server && tiers.has(client) && tiers.has(server);
  });
  const networks = new Networks(name, app, problems);
  networks.checkSubnets(edges, tiers);
  const pairs = new Map(edges.map(edge => [edge, networks.ofPair(edge, flows)]));
  const planned = planTiers({ name, app, tiers, flows, pairs, networks }, problems);
  checkFlows(flows, tiers, problems);
  problems.throwIfAny("MultiTierApp", name);
  return {
    networks: [...pairs.values()],
    tiers: planned,
    flows: flows.flatMap(flow => topologyFlows(name, flow, tiers)),
  };
}

/** An application, as far as it has been read. */
interface App {
  readonly name: string;
  readonly app: Partial<MultiTierAppArgs<string>>;
  readonly tiers: ReadonlyMap<string, Tier>;
  readonly flows: readonly DeclaredFlow[];
  /** A network for each pair of tiers that calls. */
  readonly pairs: ReadonlyMap<TierEdge, NetworkPlan>;
  readonly networks: Networks;
}

/** Plans the tiers, servers before their clients. */
function planTiers(app: App, problems: Problems): ReadonlyMap<string, PlannedTier> {
  const names = [...app.tiers.keys()];
  const sorted = serversFirst(names, [...app.pairs.keys(), ...waits(app.tiers)]);
  const planned = new Map<string, PlannedTier>();
  const reads = new Map<Tier, ReadWorkload>();
  for (const name of "order" in sorted ? sorted.order : names) {
    const tier = app.tiers.get(name);
    if (tier?.kind === undefined) continue;
    const id = innerName(app.name, name);
    const surroundings = surroundingsOf(tier, app, planned);
    const inner = new Problems();
    checkPlacementWithin(app.app.placement, tier.args.placement, inner);
    const read = readTier(id, tier, surroundings, inner);
    problems.addAll(inner, path =>
      path === "name" || path === "hostname" ? tier.path : below(tier.path, path),
    );
    const attached = { ...read, attachments: attachmentsOf(name, app.pairs) };
    checkNames(namingOf(attached), undefined, problems);
    checkHostPorts(id, read.publish, problems, path => {
      return below(tier.path, tier.kind === "proxy" ? proxyPath(path) : path);
    });
    reads.set(tier, read);
    const own = { outer: app.networks.outerOf(tier, read), egress: app.networks.egressOf(tier, read) };
    planned.set(name, { kind: tier.kind, ...planTier(tier, attached, own, surroundings) });
  }
  const replicas = [...reads].map(([{ name }, read]) => [name, namingOf(read).replicas] as const);
  checkReplicaNames(new Map(replicas), tierPath, problems);
  checkTierPorts(app.tiers, reads, problems);
  return planned;
}

/** What a tier is told by the application it is in. */
function surroundingsOf(
  tier: Tier,
  { name, app, tiers, flows }: App,
  planned: ReadonlyMap<string, ServerPlan>,
): Surroundings {
  const called = [
    ...flows.filter(({ from }) => from === tier.name).map(({ to }) => to),
    ...awaitedBy(tier).map(one => one.tier),
  ];
  return {
    app: name,
    labels: app.labels,
    pool: app.pool,
    placement: app.placement,
    afterWorkloads: [...new Set(called)].filter(to => planned.has(to)).map(to => innerName(name, to)),
    endpointOf: to => planned.get(to)?.endpoint ?? supposed(name, to, tiers.get(to)),
  };
}

/** What a tier that has no plan yet brings its clients, as far as names go. */
function supposed(app: string, name: string, tier: Tier | undefined): Endpoint {
  const workload = { ...plainWorkload(innerName(app, name)), name };
  if (tier?.kind === "database") {
    const args = { image: "", password: "", ...tier.args };
    return {
      workload,
      prefix: databasePrefix(args),
      variables: place => databaseVariables(name, args, place),
    };
  }
  const first = tier?.ports?.[0]?.port;
  return {
    workload,
    prefix: variablePrefix(name),
    variables: place => workloadVariables(name, first, place),
  };
}

/** A tier's part in the networks of its edges: it has its name where it is called, and none where it only calls. */
function attachmentsOf(tier: string, pairs: App["pairs"]): ReadWorkload["attachments"] {
  return [...pairs].flatMap(([{ client, server, ports }, { network }]) => {
    const part = { network, name: undefined, aliases: [] };
    const value: Attachment = {
      ...part,
      serves: server === tier,
      ports: server === tier ? ports : undefined,
    };
    return server === tier || client === tier ? [{ value, path: "segments" }] : [];
  });
}

/** The engine publishes a port of the host for one container only. */
function checkTierPorts(
  tiers: ReadonlyMap<string, Tier>,
  reads: ReadonlyMap<Tier, ReadWorkload>,
  problems: Problems,
): void {
  const all = [...tiers.values()].flatMap(tier =>
    (reads.get(tier)?.publish ?? []).map(({ value, hostPortPath }) => ({ tier, value, hostPortPath })),
  );
  all.forEach(({ tier, value, hostPortPath }, index) => {
    const before = all.slice(0, index).filter(other => other.tier !== tier);
    const taken = before.find(other => sameHostPort(other.value, value));
    if (taken === undefined) return;
    const path = tier.kind === "proxy" ? proxyPath(hostPortPath) : hostPortPath;
    const reason = `${taken.tier.name} publishes ${value.hostPort} already; give another`;
    problems.add(below(tier.path, path), reason);
  });
}

function topologyFlows(name: string, flow: DeclaredFlow, tiers: ReadonlyMap<string, Tier>): Flow[] {
  const open = tiers.get(flow.to)?.ports ?? [];
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
