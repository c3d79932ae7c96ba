import type { Maybe } from "./known.ts";

/** What an engine filters packets with. */
export type Firewall = "iptables" | "nftables";

/**
 * What is known of the engine that a topology is about: what holds on one may not on another. A fact that is not told
 * is not known, but for those of which the default is said below.
 */
export interface EngineFacts {
  /** As `docker version` has it: `29.0.1`. */
  readonly version?: Maybe<string>;
  /** Its firewall backend; those before 29 have iptables alone. */
  readonly firewall?: Maybe<Firewall>;
  /** Whether processes of its own pass on what is published (`userland-proxy`). @default true */
  readonly userlandProxy?: Maybe<boolean>;
  /** Whether other machines may call containers by their own addresses (`allow-direct-routing`). @default false; before 28 there is nothing against it */
  readonly directRouting?: Maybe<boolean>;
  /** Whether it filters IPv6 (`ip6tables`). @default from 27 on */
  readonly filtersIpv6?: Maybe<boolean>;
}

/** The number that counts in a version: 29 of `29.0.1`; undefined where it has none, or is not known. */
export function majorVersion(version: EngineFacts["version"]): number | undefined {
  if (typeof version !== "string") return undefined;
  const [, major] = /^v?(\d+)(\.|$|-)/.exec(version) ?? [];
  return major === undefined ? undefined : Number(major);
}
