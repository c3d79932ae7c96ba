import type { Maybe } from "./known.ts";
import type { Labelled } from "./labels.ts";

/**
 * What the host does for a bridge network, in the engine's words (`com.docker.network.bridge.gateway_mode_ipv4`):
 * `nat` translates, `nat-unprotected` translates and opens all ports, `routed` opens published ports without
 * translation, `isolated` gives the host no address (engine 28 and later).
 */
export type GatewayMode = "nat" | "nat-unprotected" | "routed" | "isolated";

/** The two kinds of addresses; a connection is of one of them. */
export type AddressFamily = "ipv4" | "ipv6";

export const addressFamilies: readonly AddressFamily[] = ["ipv4", "ipv6"];

/** A network that workloads attach to. */
export interface Network extends Labelled {
  /** Unique in the topology: the network's name on the engine, or the name it is declared under. */
  readonly id: string;
  /** The engine's driver. `host` and `none` are no networks here but a workload's {@link Namespace}. */
  readonly driver: "bridge" | "overlay" | "macvlan" | "ipvlan" | (string & {});
  /** Without a way out, and without one in by published ports. */
  readonly internal: Maybe<boolean>;
  /** Whether its members reach each other (`com.docker.network.bridge.enable_icc`). */
  readonly memberTraffic: Maybe<boolean>;
  /** For IPv4. */
  readonly gateway: Maybe<GatewayMode>;
  /** The same for IPv6. @default "nat" */
  readonly gateway6?: Maybe<GatewayMode>;
  /** Whether its members have addresses of IPv4. @default true */
  readonly ipv4?: Maybe<boolean>;
  /** Whether its members have addresses of IPv6. @default false */
  readonly ipv6?: Maybe<boolean>;
  /** Whether the host has an address of IPv4 on it, so that members and host are neighbours (off with `inhibit_ipv4`). */
  readonly hostAddress: Maybe<boolean>;
  /** Whether what leaves it gets the host's address; without, answers from outside find no way back. */
  readonly masquerade: Maybe<boolean>;
  /** Overlay: containers outside of services may join. */
  readonly attachable: Maybe<boolean>;
  /** Overlay: traffic between nodes is encrypted. */
  readonly encrypted: Maybe<boolean>;
  /** The engine's default bridge: no names, legacy links. */
  readonly defaultBridge: boolean;
  /** Made elsewhere; it may have members nobody here knows. */
  readonly external: boolean;
  /** All its members are described, although it was made elsewhere. @default false */
  readonly closed?: boolean;
  /** What it is called on the engine, where its id is not that and no resource here tells. */
  readonly engineName?: string;
  /** In CIDR notation. */
  readonly subnets: readonly string[];
  /** The host's address at which ports are published of which nobody says one (`host_binding_ipv4`). @default all of them */
  readonly publishesAt?: Maybe<string>;
  /** Interfaces of the host from which members may be called at their own addresses (`trusted_host_interfaces`). @default none */
  readonly trustedInterfaces?: Maybe<readonly string[]>;
  /** What the host calls its own interface on it. */
  readonly interface?: string;
}

/** The driver of a network that nobody names: it may be any. */
export const unknownDriver = "undescribed";

/** A network as Docker makes it when nothing is said: a bridge with a way out and an address on the host. */
export function plainNetwork(id: string): Network {
  return {
    id,
    driver: "bridge",
    internal: false,
    memberTraffic: true,
    gateway: "nat",
    hostAddress: true,
    masquerade: true,
    attachable: false,
    encrypted: false,
    defaultBridge: false,
    external: false,
    subnets: [],
    labels: {},
  };
}

/** A network of which nothing but the id is known, and why: anything may be so. */
export function unknownNetwork(id: string, why: string): Network {
  const unknown = { unknown: why };
  return {
    ...plainNetwork(id),
    driver: unknownDriver,
    internal: unknown,
    memberTraffic: unknown,
    gateway: unknown,
    gateway6: unknown,
    ipv6: unknown,
    hostAddress: unknown,
    masquerade: unknown,
    external: true,
  };
}

/** What the engine calls a network's bridge at the host where nobody gives it a name, by the network's id there. */
export function bridgeInterface(id: string): string {
  return `br-${id.slice(0, 12)}`;
}
