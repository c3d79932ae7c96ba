import type { Complain } from "../../check/complain.ts";
import { Problems } from "../../check/problems.ts";
import { type OwnNetworks, workloadPlan } from "../../workload/filled.ts";
import type { Endpoint } from "../../workload/link.ts";
import { placementWithin } from "../../workload/placement.ts";
import { type ServerPlan, serverPlan } from "../../workload/plan.ts";
import { type Entry, type Link, linkTo, type ReadWorkload, readWorkload } from "../../workload/read.ts";
import { checkRules } from "../../workload/rules/rules.ts";
import { checkDatabaseRules, databasePlan, readDatabase } from "../database/plan.ts";
import { checkSchedule, jobExtra, jobWorkload } from "../job/plan.ts";
import { checkProxyRules } from "../proxy/form.ts";
import { atSite, proxyPath } from "../proxy/plan.ts";
import { proxyExtra, proxyWorkload, type RouteTo } from "../proxy/workload.ts";
import type { MultiTierAppArgs, TierLinkArgs } from "./args.ts";
import type { Tier } from "./tiers.ts";

/** What a tier is told by the application it is in. */
export interface Surroundings
  extends Partial<Pick<MultiTierAppArgs<string>, "labels" | "pool" | "placement">> {
  readonly app: string;
  /** Ids of the workloads of those it calls. */
  readonly afterWorkloads: readonly string[];
  readonly endpointOf: (tier: string) => Endpoint;
}

/** Reads a tier as the workload it is, without its networks, and checks what its arguments have to do with each other. */
export function readTier(id: string, tier: Tier, around: Surroundings, problems: Problems): ReadWorkload {
  switch (tier.kind) {
    case "database": {
      const args = { ...tier.args, ...commonArgs(tier, around) };
      const read = readDatabase(id, args, []);
      checkDatabaseRules(args, read, problems);
      return read;
    }
    case "proxy": {
      const { routes = [] } = tier.args;
      const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
      checkProxyRules({ ...tier.args, routes }, complain);
      const inner = new Problems();
      const args = proxyWorkload({ ...tier.args, ...commonArgs(tier, around) });
      const read = readWorkload(id, args, { attachments: [], links: routeLinks(tier, around) });
      checkRules(read, inner);
      problems.addAll(inner, proxyPath);
      return read;
    }
    case "job": {
      const { kind: _, link, after: _a, ...args } = tier.args;
      const decided = { attachments: [], links: tierLinks(link, around) };
      const common = { ...args, ...commonArgs(tier, around) };
      const read = readWorkload(id, { ...jobWorkload(common) }, decided);
      checkSchedule(args, problems.add.bind(problems));
      checkRules(read, problems);
      return read;
    }
    default: {
      const { kind: _, link, after: _a, ...args } = tier.args;
      const decided = { attachments: [], links: tierLinks(link, around) };
      const read = readWorkload(id, { ...args, ...commonArgs(tier, around) }, decided);
      checkRules(read, problems);
      return read;
    }
  }
}

/** The plan of a tier that has been read, with its networks by now. */
export function planTier(tier: Tier, read: ReadWorkload, own: OwnNetworks, around: Surroundings): ServerPlan {
  const { afterWorkloads } = around;
  switch (tier.kind) {
    case "database":
      return databasePlan(read.id, { ...tier.args, ...commonArgs(tier, around) }, read);
    case "proxy": {
      const routes = (tier.args.routes ?? []).flatMap((route): RouteTo[] => [
        { ...route, to: around.endpointOf(route.to) },
      ]);
      const extra = { ...proxyExtra({ ...tier.args, after: [] }, routes), afterWorkloads };
      return atSite(serverPlan(workloadPlan(read, own, extra), read), tier.args);
    }
    case "job":
      return serverPlan(workloadPlan(read, own, { afterWorkloads, ...jobExtra(tier.args) }), read);
    default:
      return serverPlan(workloadPlan(read, own, { afterWorkloads }), read);
  }
}

/** What the application decides for a tier. */
function commonArgs({ name, args }: Tier, { app, labels, pool, placement }: Surroundings) {
  const after = (args.after ?? []).filter(one => typeof one !== "string");
  return {
    ...{ hostname: name, app, tier: name, pool, after, labels: { ...labels, ...args.labels } },
    placement: placementWithin(placement, args.placement),
  };
}

function tierLinks(
  links: readonly (string | TierLinkArgs<string>)[] = [],
  around: Surroundings,
): Entry<Link>[] {
  return links.flatMap((given, index) => {
    const { to, ...form } = typeof given === "string" ? { to: given } : given;
    return [{ value: linkTo(around.endpointOf(to), form), path: `link[${index}]` }];
  });
}

/** What a proxy calls: each of its targets once. */
function routeLinks(tier: Extract<Tier, { kind: "proxy" }>, around: Surroundings): Entry<Link>[] {
  const targets = new Set((tier.args.routes ?? []).flatMap(({ to }) => to));
  return [...targets].map(to => ({ value: linkTo(around.endpointOf(to), {}), path: "routes" }));
}
