import { type Problems, pathText } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import type { Port } from "../../plan/ports.ts";
import { portsIn } from "../../workload/ports.ts";
import { engines } from "../database/engines.ts";
import { proxyPorts } from "../proxy/tls.ts";
import type { DatabaseTierArgs, JobTierArgs, ProxyTierArgs, WorkloadTierArgs } from "./args.ts";
import { type TierKind, tierSchemas } from "./form.ts";

/** A tier, with what of its arguments is well-formed. */
export type Tier = {
  readonly name: string;
  /** Where its arguments stand: `tiers.web`. */
  readonly path: string;
  /** The ports it answers on; undefined where that cannot be told, since they are of a wrong form. */
  readonly ports: readonly Port[] | undefined;
} & (
  | { readonly kind: "workload"; readonly args: Partial<WorkloadTierArgs<string>> }
  | { readonly kind: "proxy"; readonly args: Partial<ProxyTierArgs<string>> }
  | { readonly kind: "database"; readonly args: Partial<DatabaseTierArgs> }
  | { readonly kind: "job"; readonly args: Partial<JobTierArgs<string>> }
  | { readonly kind: undefined; readonly args: Readonly<Record<string, never>> }
);

/** Reads the tiers of an application; what is of a wrong form is said, and no reason to be silent about the rest. */
export function readTiers(
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
): ReadonlyMap<string, Tier> {
  return new Map(Object.entries(given).map(([name, args]) => [name, readTier(name, args, problems)]));
}

/** The tiers a tier is to wait for, by name, with the argument that says so. */
export function awaitedBy(tier: Tier): { readonly tier: string; readonly path: string }[] {
  if (tier.kind === "database" || tier.kind === undefined) return [];
  return (tier.args.after ?? []).flatMap((one, index) =>
    typeof one === "string" ? [{ tier: one, path: `${tier.path}.after[${index}]` }] : [],
  );
}

export function tierPath(tier: string): string {
  return pathText(["tiers", tier]);
}

function readTier(name: string, given: unknown, problems: Problems): Tier {
  const path = tierPath(name);
  problems.key(path, dnsName, name);
  const told = (field: string): boolean => !problems.malformed(`${path}.${field}`);
  switch (kindOf(given)) {
    case "workload": {
      const args = problems.form(path, tierSchemas.workload, given as WorkloadTierArgs<string>);
      const ports = (args.ports ?? []).flatMap(portsIn);
      return { name, path, kind: "workload", args, ports: told("ports") ? ports : undefined };
    }
    case "proxy": {
      const args = problems.form(path, tierSchemas.proxy, given as ProxyTierArgs<string>);
      const ports = proxyPorts(args).map(port => ({ port, protocol: "tcp" }) as const);
      const known = told("port") && told("tls");
      return { name, path, kind: "proxy", args, ports: known ? ports : undefined };
    }
    case "database": {
      const args = problems.form(path, tierSchemas.database, given as DatabaseTierArgs);
      const { port } = engines[args.engine ?? "postgres"];
      const ports = [{ port, protocol: "tcp" } as const];
      return { name, path, kind: "database", args, ports: told("engine") ? ports : undefined };
    }
    case "job": {
      const args = problems.form(path, tierSchemas.job, given as JobTierArgs<string>);
      return { name, path, kind: "job", args, ports: [] };
    }
    default:
      problems.add(`${path}.kind`, 'give "workload", "proxy", "database" or "job"');
      return { name, path, kind: undefined, args: {}, ports: undefined };
  }
}

/** Undefined for what is no kind of tier. */
function kindOf(tier: unknown): TierKind | undefined {
  const given = typeof tier === "object" && tier !== null && Object.hasOwn(tier, "kind");
  const kind: unknown = given ? (Reflect.get(tier, "kind") ?? "workload") : "workload";
  return typeof kind === "string" && Object.hasOwn(tierSchemas, kind) ? (kind as TierKind) : undefined;
}
