import { defaultAddress, type PortWish, type PublishWish, parsePorts } from "../../workload/ports/text.ts";
import { publishedIn } from "../../workload/ports/wishes.ts";
import { type EngineName, engines } from "../database/engines.ts";
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
      return databasePorts(fieldOf(tier, "engine"));
    case "proxy": {
      const port = fieldOf(tier, "port") ?? defaultProxyPort;
      return typeof port === "number" ? [{ port, protocol: "tcp" }] : undefined;
    }
    case "workload": {
      if (!isObject(tier)) return undefined;
      const ports = fieldOf(tier, "ports") ?? [];
      if (!Array.isArray(ports)) return undefined;
      const told = ports.map(portsAt);
      return told.some(some => some === undefined) ? undefined : told.flatMap(some => some ?? []);
    }
    default:
      return undefined;
  }
}

function databasePorts(engine: unknown = "postgres"): PortWish[] | undefined {
  const known = typeof engine === "string" && Object.hasOwn(engines, engine);
  return known ? [{ port: engines[engine as EngineName].port, protocol: "tcp" }] : undefined;
}

/** The ports an entry of `ports` stands for; undefined where that cannot be told. */
function portsAt(given: unknown): readonly PortWish[] | undefined {
  if (typeof given === "string") {
    const parsed = parsePorts(given);
    return "wishes" in parsed ? parsed.wishes : undefined;
  }
  const port = typeof given === "number" ? given : fieldOf(given, "port");
  return typeof port === "number" ? [{ port, protocol: protocolOf(given) }] : undefined;
}

function protocolOf(given: unknown): PortWish["protocol"] {
  const protocol = fieldOf(given, "protocol");
  return protocol === "udp" || protocol === "sctp" ? protocol : "tcp";
}

/** A port of the host that a tier takes, with the argument that says so. */
export interface TakenPort extends Omit<PublishWish, "port"> {
  /** Its path within the tier. */
  readonly path: string;
}

export function replicasOf(tier: unknown): number {
  const replicas = kindOf(tier) === "database" ? 1 : fieldOf(tier, "replicas");
  return typeof replicas === "number" ? replicas : 1;
}

/** The ports of the host that a tier takes; those it leaves to the engine are nobody's. */
export function takenBy(tier: unknown): TakenPort[] {
  const publish = fieldOf(tier, "publish");
  if (kindOf(tier) === "proxy") return takenAt(publish, "publish");
  return listOf(publish).flatMap((one, index) => takenAt(one, `publish[${index}]`));
}

function takenAt(given: unknown, path: string): TakenPort[] {
  if (typeof given === "string") return publishedIn(given).map(wish => ({ ...wish, path }));
  const hostPort = fieldOf(given, "hostPort");
  if (typeof hostPort !== "number") return [];
  const address = fieldOf(given, "address");
  return [
    {
      hostPort,
      protocol: protocolOf(given),
      address: typeof address === "string" ? address : defaultAddress,
      path: `${path}.hostPort`,
    },
  ];
}

/** Whether a tier gets a segment of its own that leads to the host. */
export function leadsToHost(tier: unknown): boolean {
  switch (kindOf(tier)) {
    case "proxy":
      return isObject(fieldOf(tier, "publish"));
    case "workload":
      return fieldOf(tier, "egress") === true || publishesSome(fieldOf(tier, "publish"));
    default:
      return false;
  }
}

function publishesSome(publish: unknown): boolean {
  return publish === "all" || listOf(publish).length > 0;
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
