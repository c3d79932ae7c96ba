import type { SystemInfo } from "../../engine/index.ts";
import type { EngineFacts } from "../../topology/index.ts";

/** The first API whose engines tell whether they have a userland proxy (29.5). */
export const tellsProxy = "1.55";

/**
 * What an engine says of itself, as far as it matters to who reaches whom. Engines before API 1.49 say nothing of their
 * firewall, and have iptables.
 *
 * @param proxyTold whether the engine would say it if it had a userland proxy.
 */
export function engineFacts(
  version: string,
  { FirewallBackend }: SystemInfo,
  proxyTold: boolean,
): EngineFacts {
  if (!FirewallBackend) return { version, firewall: "iptables" };
  const { Driver, Info } = FirewallBackend;
  const proxy = (Info ?? []).find(([name]) => name === "EnableUserlandProxy")?.[1];
  return {
    version,
    firewall: Driver.startsWith("nftables") ? "nftables" : "iptables",
    ...(proxy !== undefined || proxyTold ? { userlandProxy: proxy === "true" } : {}),
  };
}
