import { below, type Complain } from "../../check/complain.ts";
import { Problems, pathText } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { sameHostPort } from "../../workload/ports/check.ts";
import { checkDatabaseRules } from "../database/check.ts";
import { volumeId } from "../database/data.ts";
import { databaseWorkload } from "../database/workload.ts";
import { checkProxyRules, proxyPath } from "../proxy/check.ts";
import { defaultProxyPort } from "../proxy/workload.ts";
import { checkReplicaNames } from "../replicaNames.ts";
import type { DatabaseTierArgs, ProxyTierArgs, WorkloadTierArgs } from "./args.ts";
import { checkFlows } from "./checkFlows.ts";
import { checkSegments } from "./checkSegments.ts";
import { checkTierLinks } from "./checkTierLinks.ts";
import { declaredFlows } from "./flows.ts";
import { appSchema, tierSchemas } from "./form.ts";
import { fieldOf, isObject, kindOf, replicasOf, type TierKind, takenBy, tiersOf } from "./tiers.ts";

/** Checks a whole application before anything of it is made; `args` may be anything. */
export function checkApp(name: string, args: unknown, problems: Problems): void {
  problems.form("name", dnsName, name);
  problems.form("", appSchema, args);
  const tiers = tiersOf(args);
  if (tiers.size === 0 && isObject(fieldOf(args, "tiers"))) {
    problems.add("tiers", "an application without tiers does nothing; give at least one");
  }
  for (const [tier, tierArgs] of tiers) checkTier(tier, tierArgs, tiers, problems);
  const replicas = new Map([...tiers].map(([tier, tierArgs]) => [tier, replicasOf(tierArgs)]));
  checkReplicaNames(replicas, tierPath, problems);
  checkHostPorts(tiers, problems);
  const flows = declaredFlows(args);
  checkFlows(flows, tiers, problems);
  checkSegments(name, args, flows, problems);
}

/** Where a tier's arguments stand: `tiers.web`. */
function tierPath(tier: string): string {
  return pathText(["tiers", tier]);
}

function checkTier(
  tier: string,
  args: unknown,
  tiers: ReadonlyMap<string, unknown>,
  problems: Problems,
): void {
  const path = tierPath(tier);
  problems.form(path, dnsName, tier);
  const kind = kindOf(args);
  if (kind === undefined) {
    problems.add(`${path}.kind`, 'give "workload", "proxy" or "database"');
    return;
  }
  const before = problems.count;
  problems.form(path, tierSchemas[kind], args);
  if (problems.count > before) return;
  const inner = new Problems();
  checkRules(tier, kind, args, tiers, inner);
  problems.addAll(inner, inside => (inside === "name" ? path : below(path, inside)));
}

/** Checks what a tier's arguments, each of the right form, have to do with each other. */
function checkRules(
  tier: string,
  kind: TierKind,
  args: unknown,
  tiers: ReadonlyMap<string, unknown>,
  problems: Problems,
): void {
  const complain: Complain = (path, reason) => problems.add(path, reason);
  switch (kind) {
    case "database":
      checkDatabaseRules(args as DatabaseTierArgs, complain);
      checkWorkloadRules(
        tier,
        databaseWorkload(tier, args as DatabaseTierArgs, volumeId(tier)),
        "",
        problems,
      );
      return;
    case "proxy": {
      const { routes, publish, port = defaultProxyPort, ...proxy } = args as ProxyTierArgs<string>;
      checkProxyRules({ ...proxy, routes }, complain);
      const inner = new Problems();
      const published = publish === undefined ? [] : [{ ...publish, port }];
      checkWorkloadRules(tier, { ...proxy, ports: [port], publish: published }, "", inner);
      problems.addAll(inner, path => proxyPath(path));
      return;
    }
    case "workload": {
      const { link, ...workload } = args as WorkloadTierArgs<string>;
      checkWorkloadRules(tier, workload, "", problems);
      checkTierLinks(link ?? [], workload, tiers, complain);
    }
  }
}

/** The engine publishes a port of the host for one container only. */
function checkHostPorts(tiers: ReadonlyMap<string, unknown>, problems: Problems): void {
  const all = [...tiers].flatMap(([tier, args]) => takenBy(args).map(one => ({ ...one, tier })));
  all.forEach((one, index) => {
    const before = all.slice(0, index).filter(({ tier }) => tier !== one.tier);
    const taken = before.find(other => sameHostPort(other, one));
    if (taken === undefined) return;
    const reason = `${taken.tier} publishes ${one.hostPort} already; give another`;
    problems.add(below(tierPath(one.tier), one.path), reason);
  });
}
