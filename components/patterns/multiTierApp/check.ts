import { z } from "zod";
import type { Problems } from "../../check/problems.ts";
import { dnsName, exactly, labels, portNumber } from "../../check/schemas.ts";
import { placeSubnets, type SubnetWish } from "../../network/placement.ts";
import type { WorkloadArgs } from "../../workload/args.ts";
import { checkWorkloadRules, workloadFields } from "../../workload/check.ts";
import { databaseFields } from "../database/check.ts";
import { postgresPort, postgresWorkload } from "../database/postgres.ts";
import { proxyFields, routeFields } from "../proxy/check.ts";
import { defaultProxyPort } from "../proxy/workload.ts";
import type { MultiTierAppArgs, TierArgs } from "./args.ts";
import { type DeclaredFlow, declaredFlows, serversFirst, type TierEdge, tierEdges } from "./flows.ts";
import { innerName, segmentName } from "./names.ts";

const tierName = z.string();
const {
  segments: _s,
  app: _a,
  tier: _t,
  pool: _p,
  hostname: _h,
  link: _l,
  ...workloadTierFields
} = workloadFields;
const { hostname: _dh, ...databaseTierFields } = databaseFields;
const { hostname: _ph, pool: _pp, ...proxyTierFields } = proxyFields;

const tierSchemas = {
  workload: exactly({
    ...workloadTierFields,
    kind: z.literal("workload").optional(),
    link: z
      .array(
        z.union(
          [
            tierName,
            exactly({
              to: tierName,
              prefix: z.string().optional(),
              secrets: z.enum(["file", "env"], 'give "file" or "env"').optional(),
            }),
          ],
          "give a tier's name, or { to, prefix, secrets }",
        ),
      )
      .optional(),
  }),
  proxy: exactly({
    ...proxyTierFields,
    kind: z.literal("proxy"),
    routes: z
      .array(exactly({ ...routeFields, to: tierName }), "give a list of routes")
      .min(1, "give at least one route"),
  }),
  database: exactly({ ...databaseTierFields, kind: z.literal("database") }),
} as const;

const appFields = {
  tiers: z.record(z.string(), z.unknown()),
  flows: z.array(exactly({ from: tierName, to: tierName, port: portNumber.optional() })).optional(),
  pool: exactly({ cidr: z.string().optional(), prefix: z.int().optional() }).optional(),
  subnets: z.record(z.string(), z.string()).optional(),
  labels: labels.optional(),
};

/** Checks a whole application before anything of it is made. */
export function checkApp(name: string, args: MultiTierAppArgs<string>, problems: Problems): void {
  problems.form("name", dnsName, name);
  const before = problems.count;
  problems.form("", exactly(appFields), args);
  if (problems.count > before && typeof (args as { tiers?: unknown } | undefined)?.tiers !== "object") return;
  const tiers = Object.entries(args.tiers);
  if (tiers.length === 0)
    problems.add("tiers", "an application without tiers does nothing; give at least one");
  for (const [tier, tierArgs] of tiers) checkTier(tier, tierArgs, problems);
  checkNames(args, problems);
  if (!formed(args)) return;
  const flows = declaredFlows(args);
  checkFlows(flows, args, problems);
  checkSubnets(name, args, tierEdges(flows), problems);
}

function checkTier(tier: string, args: TierArgs<string>, problems: Problems): void {
  problems.form(`tiers.${tier}`, dnsName, tier);
  const kind = args?.kind ?? "workload";
  const schema = tierSchemas[kind];
  if (schema === undefined) {
    problems.add(`tiers.${tier}.kind`, 'give "workload", "proxy" or "database"');
    return;
  }
  const before = problems.count;
  problems.form(`tiers.${tier}`, schema, args);
  if (problems.count === before) checkWorkloadRules(plainWorkload(tier, args), `tiers.${tier}`, problems);
}

/** The tier as a workload, as far as it can be told without the others. */
function plainWorkload(tier: string, args: TierArgs<string>): WorkloadArgs {
  if (args.kind === "database") return postgresWorkload(tier, args, "");
  if (args.kind === "proxy") {
    const port = args.port ?? defaultProxyPort;
    return { ...args, ports: [port], publish: args.publish === undefined ? [] : [{ ...args.publish, port }] };
  }
  const { link: _, ...rest } = args;
  return rest;
}

/** A replica's own name is its tier's with a number; another tier may not have it. */
function checkNames(args: MultiTierAppArgs<string>, problems: Problems): void {
  const tiers = Object.keys(args.tiers);
  for (const tier of tiers) {
    const replicas = replicasOf(args.tiers[tier]);
    const taken = tiers.find(other => other !== tier && isReplicaName(other, tier, replicas));
    if (taken !== undefined) {
      problems.add(`tiers.${taken}`, `${taken} is also the name of a replica of ${tier}; choose another`);
    }
  }
}

function isReplicaName(name: string, tier: string, replicas: number): boolean {
  const number = name.startsWith(tier) ? name.slice(tier.length) : "";
  return /^[1-9]\d*$/.test(number) && Number(number) <= replicas;
}

function checkFlows(
  flows: readonly DeclaredFlow[],
  args: MultiTierAppArgs<string>,
  problems: Problems,
): void {
  const names = Object.keys(args.tiers);
  const before = problems.count;
  const unknownTier = (tier: string): string =>
    `there is no tier "${tier}"; there are ${names.join(", ") || "none"}`;
  const seen = new Set<string>();
  for (const { from, to, port, path } of flows) {
    const listed = path.startsWith("flows[");
    if (!names.includes(from)) problems.add(`${path}.from`, unknownTier(from));
    if (!names.includes(to)) problems.add(listed ? `${path}.to` : path, unknownTier(to));
    if (from === to) problems.add(path, `${from} needs no flow to itself; leave it out`);
    else checkTargetPort(args.tiers[to], to, port, path, problems);
    const key = `${from} ${to} ${port ?? "all ports"}`;
    if (listed && seen.has(key)) problems.add(path, `${from} may call ${to} already; leave it out`);
    seen.add(key);
  }
  if (problems.count > before) return;
  const found = serversFirst(names, tierEdges(flows));
  if ("circle" in found) {
    const text = found.circle.join(" calls ");
    const last = flows.findLast(flow => found.circle.includes(flow.from) && found.circle.includes(flow.to));
    problems.add(last?.path ?? "flows", `${text}: none of them could start first; let one of these calls go`);
  }
}

function checkTargetPort(
  target: TierArgs<string> | undefined,
  to: string,
  port: number | undefined,
  path: string,
  problems: Problems,
): void {
  if (target === undefined) return;
  const ports = portsOf(target);
  if (ports.length === 0) problems.add(path, `${to} answers on no port; give it ports`);
  else if (port !== undefined && !ports.includes(port)) {
    problems.add(path, `${to} does not answer on ${port}; it has ${ports.join(", ")}`);
  }
}

function checkSubnets(
  name: string,
  args: MultiTierAppArgs<string>,
  edges: readonly TierEdge[],
  problems: Problems,
): void {
  const keys = edges.map(({ client, server }) => `${client}-${server}`);
  const outer = Object.entries(args.tiers).flatMap(([tier, tierArgs]) => (hasOuter(tierArgs) ? [tier] : []));
  for (const key of Object.keys(args.subnets ?? {})) {
    if (!keys.includes(key))
      problems.add(`subnets["${key}"]`, `there is no such pair; there are ${keys.join(", ")}`);
  }
  const wishes: SubnetWish[] = [
    ...edges.map(({ client, server }, index) => ({
      name: segmentName(name, client, server),
      subnet: args.subnets?.[keys[index] ?? ""],
      pool: args.pool,
      subnetPath: `subnets["${keys[index]}"]`,
      poolPath: "pool",
    })),
    ...outer.map(tier => ({
      name: `${innerName(name, tier)}-outer`,
      subnet: undefined,
      pool: args.pool,
      subnetPath: "pool",
      poolPath: "pool",
    })),
  ];
  placeSubnets(wishes, problems);
}

/** The ports a tier answers on; those of a wrong form have been complained of. */
export function portsOf(tier: TierArgs<string>): number[] {
  if (tier.kind === "database") return [postgresPort];
  if (tier.kind === "proxy") return [tier.port ?? defaultProxyPort];
  return (tier.ports ?? []).map(port => (typeof port === "number" ? port : port.port));
}

function replicasOf(tier: TierArgs<string> | undefined): number {
  return tier === undefined || tier.kind === "database" ? 1 : (tier.replicas ?? 1);
}

function hasOuter(tier: TierArgs<string>): boolean {
  if (tier.kind === "database") return false;
  if (tier.kind === "proxy") return tier.publish !== undefined;
  return tier.egress === true || (tier.publish ?? []).length > 0;
}

/** True when links, routes and flows are lists of the right form, so that they can be followed. */
function formed(args: MultiTierAppArgs<string>): boolean {
  const lists = Object.values(args.tiers).map(tier => {
    if (typeof tier !== "object" || tier === null) return undefined;
    if (tier.kind === "proxy") return tier.routes;
    return tier.kind === "database" ? [] : (tier.link ?? []);
  });
  const entries = [...lists, args.flows ?? []];
  return entries.every(
    list => Array.isArray(list) && list.every(item => typeof item === "string" || isObject(item)),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
