import type { Input } from "@pulumi/pulumi";
import type { HardeningArgs, LimitArgs } from "./process.ts";

/** A name beyond the host that a workload may call. */
export interface EgressHostArgs {
  /**
   * The name, as the program calls it; `*.` before a domain stands for every name below that.
   *
   * @example "api.example.com"
   */
  readonly host: string;
  /**
   * Its ports, all TCP. What passes there is told by a word before the number: `tls` goes by the server name it begins with and
   * stays unopened, `http` by its Host, `tcp` by the port alone, which then leads to this one name. A number by itself is
   * `tls` for 443, `http` for 80 and `tcp` for any other.
   *
   * @example [443, "tls 8443", "tcp 5432"]
   */
  readonly ports: readonly (number | string)[];
  /**
   * The block of addresses its answers must lie in: that is how a name may lead to a private address.
   *
   * @default any address but private ones
   * @example "10.20.0.0/16"
   */
  readonly within?: string | undefined;
}

/**
 * A block of addresses that a workload may call: for `tls` and `http` by whatever name leads there, for `tcp` by the addresses
 * themselves, for which the relay becomes a gateway.
 */
export interface EgressBlockArgs {
  /** The block, or a single address. @example "203.0.113.0/24" */
  readonly cidr: string;
  /** Its ports, as those of a name. @example [443] */
  readonly ports: readonly (number | string)[];
}

/** Lookups of any name. */
export interface EgressDnsArgs {
  /**
   * Passes on what it asks of DNS that is none of the names in the list. It is a way out by itself: what is asked for
   * reaches whoever answers for the domain.
   *
   * @example true
   */
  readonly dns: boolean;
}

/** Learns whom a workload calls, for the list that is to come. */
export interface EgressLearnArgs {
  /**
   * Opens every public name for TLS on 443 and HTTP on 80, while the relay tells of each call: `bulkhead egress observe`
   * makes the list of that. It is not meant to stay, and the rule `egress-wide` finds it.
   *
   * @example true
   */
  readonly learn: boolean;
}

/** The relay by which a workload goes out to what its `egress` names, and nowhere else. */
export interface EgressRelayArgs {
  /**
   * An image with haproxy, dnsmasq, wget and nslookup (images/egress/Dockerfile shows one); where a block is called by its
   * addresses also with busybox, and in that `ip`, `ifconfig` and `start-stop-daemon`.
   *
   * @example "acme/egress:1"
   */
  readonly image: Input<string>;
  /**
   * How many relays, and resolvers beside them; each is replaced after the one before it.
   *
   * @default 1
   * @example 2
   */
  readonly replicas?: number | undefined;
  /**
   * DNS servers it asks, by address, in their order.
   *
   * @default the host's
   * @example ["192.0.2.53"]
   */
  readonly servers?: readonly string[] | undefined;
  /**
   * Seconds after which a connection that carries nothing is ended.
   *
   * @default 3600
   * @example 600
   */
  readonly idleTimeout?: number | undefined;
  /**
   * @default as for every workload
   * @example { user: "99:99" }
   */
  readonly hardening?: HardeningArgs | undefined;
  /**
   * @default { memory: 64, cpus: 1, logMegabytes: 10, logFiles: 3 }
   * @example { memory: 128, cpus: 2 }
   */
  readonly limits?: LimitArgs | undefined;
}
