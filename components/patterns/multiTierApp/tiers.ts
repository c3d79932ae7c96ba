import type { HostPort } from "../../workload/check.ts";
import type { PortWish } from "../../workload/wishes.ts";
import { postgresPort } from "../database/postgres.ts";
import { defaultProxyPort } from "../proxy/workload.ts";

/*
 * What can be told of tiers, also where some of their arguments are of a wrong form: that has been complained of, and
 * is no reason to be silent about the rest.
 */

export type TierKind = "workload" | "proxy" | "database";

/** The tiers by name; none where they are no object. */
export function tiersOf(args: unknown): ReadonlyMap<string, unknown> {
  const tiers = fieldOf(args, "tiers");
  return new Map(isObject(tiers) ? Object.entries(tiers) : []);
}

/** Undefined for what is no kind of tier. */
export function kindOf(tier: unknown): TierKind | undefined {
  const kind = fieldOf(tier, "kind") ?? "workload";
  return kind === "workload" || kind === "proxy" || kind === "database" ? kind : undefined;
}

/** The ports a tier answers on; undefined where that cannot be told. */
export function portsOf(tier: unknown): PortWish[] | undefined {
  switch (kindOf(tier)) {
    case "database":
      return [{ port: postgresPort, protocol: "tcp" }];
    case "proxy": {
      const port = fieldOf(tier, "port") ?? defaultProxyPort;
      return typeof port === "number" ? [{ port, protocol: "tcp" }] : undefined;
    }
    case "workload": {
      const ports = fieldOf(tier, "ports") ?? [];
      if (!Array.isArray(ports)) return undefined;
      const told = ports.map(portOf).filter(port => port !== undefined);
      return told.length === ports.length ? told : undefined;
    }
    default:
      return undefined;
  }
}

function portOf(given: unknown): PortWish | undefined {
  const port = typeof given === "number" ? given : fieldOf(given, "port");
  if (typeof port !== "number") return undefined;
  const protocol = fieldOf(given, "protocol");
  return { port, protocol: protocol === "udp" || protocol === "sctp" ? protocol : "tcp" };
}

export function replicasOf(tier: unknown): number {
  const replicas = kindOf(tier) === "database" ? 1 : fieldOf(tier, "replicas");
  return typeof replicas === "number" ? replicas : 1;
}

/** What a tier publishes at the host, each with its path within the tier. */
export function publishedBy(tier: unknown): (HostPort & { readonly path: string })[] {
  const publish = fieldOf(tier, "publish");
  const given = kindOf(tier) === "proxy" ? [publish] : listOf(publish);
  return given.filter(isObject).map((one, index) => ({
    ...(one as HostPort),
    path: kindOf(tier) === "proxy" ? "publish.hostPort" : `publish[${index}].hostPort`,
  }));
}

/** Whether a tier gets a segment of its own that leads to the host. */
export function leadsToHost(tier: unknown): boolean {
  switch (kindOf(tier)) {
    case "proxy":
      return isObject(fieldOf(tier, "publish"));
    case "workload":
      return fieldOf(tier, "egress") === true || listOf(fieldOf(tier, "publish")).length > 0;
    default:
      return false;
  }
}

export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
