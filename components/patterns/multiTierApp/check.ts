import { below, type Complain } from "../../check/complain.ts";
import { Problems, pathText } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { sameHostPort } from "../../workload/ports/check.ts";
import { checkDatabaseRules } from "../database/check.ts";
import { checkProxyRules, proxyPath } from "../proxy/check.ts";
import { defaultProxyPort } from "../proxy/workload.ts";
import { checkReplicaNames } from "../replicaNames.ts";
import type { DatabaseTierArgs, ProxyTierArgs, WorkloadTierArgs } from "./args.ts";
import { checkFlows } from "./checkFlows.ts";
import { checkSegments } from "./checkSegments.ts";
import { checkTierLinks } from "./checkTierLinks.ts";
import { declaredFlows } from "./flows.ts";
import { appSchema, tierSchemas } from "./form.ts";
import { fieldOf, isObject, kindOf, replicasOf, takenBy, tiersOf } from "./tiers.ts";

/** Checks a whole application before anything of it is made; `args` may be anything. */
export function checkApp(name: string, args: unknown, problems: Problems): void {
  problems.form("name", dnsName, name);
  problems.form("", appSchema, args);
  const tiers = tiersOf(args);
  const sound = new Map([...tiers].map(([tier, tierArgs]) => [tier, soundTier(tier, tierArgs, problems)]));
  if (tiers.size === 0 && isObject(fieldOf(args, "tiers"))) {
    problems.add("tiers", "an application without tiers does nothing; give at least one");
  }
  for (const [tier, tierArgs] of sound) checkTier(tier, tierArgs, sound, problems);
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

/** What of a tier's arguments is of the form of its kind; undefined where that is not known. */
function soundTier(tier: string, args: unknown, problems: Problems): object | undefined {
  const path = tierPath(tier);
  problems.key(path, dnsName, tier);
  const kind = kindOf(args);
  if (kind !== undefined) return { kind, ...problems.form(path, tierSchemas[kind], args) };
  problems.add(`${path}.kind`, 'give "workload", "proxy" or "database"');
  return undefined;
}

/** Checks what the well-formed arguments of a tier have to do with each other. */
function checkTier(
  tier: string,
  args: object | undefined,
  tiers: ReadonlyMap<string, unknown>,
  problems: Problems,
): void {
  if (args === undefined) return;
  const path = tierPath(tier);
  const inner = new Problems();
  checkRules(tier, args, tiers, inner);
  problems.addAll(inner, inside => (inside === "name" ? path : below(path, inside)));
}

function checkRules(
  tier: string,
  args: object,
  tiers: ReadonlyMap<string, unknown>,
  problems: Problems,
): void {
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  switch (kindOf(args)) {
    case "database":
      checkDatabaseRules(tier, args as Partial<DatabaseTierArgs>, problems);
      return;
    case "proxy": {
      const {
        routes = [],
        publish,
        port = defaultProxyPort,
        ...proxy
      } = args as Partial<ProxyTierArgs<string>>;
      checkProxyRules({ ...proxy, routes }, complain);
      const inner = new Problems();
      const published = publish === undefined ? [] : [{ ...publish, port }];
      checkWorkloadRules(tier, { ...proxy, ports: [port], publish: published }, inner);
      problems.addAll(inner, path => proxyPath(path));
      return;
    }
    case "workload": {
      const { link, ...workload } = args as Partial<WorkloadTierArgs<string>>;
      checkWorkloadRules(tier, workload, problems);
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
