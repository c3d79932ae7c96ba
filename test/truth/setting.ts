import type { EngineFacts } from "../../topology/index.ts";

/** An engine as it is set up for scenes. */
export interface EngineSetting {
  readonly name: string;
  /** Of `dockerd`. */
  readonly flags: readonly string[];
  /** What is known of it beside what it says of itself. */
  readonly facts: EngineFacts;
  /** Whether it takes networks without IPv4, gateway modes and priorities. */
  readonly modern: boolean;
}

const old: EngineSetting = { name: "as it is", flags: [], facts: {}, modern: false };

/** An engine before 28. */
const before28: readonly EngineSetting[] = [old];

const since28: readonly EngineSetting[] = [
  { ...old, name: "with iptables", modern: true },
  { ...old, name: "with nftables", flags: ["--firewall-backend=nftables"], modern: true },
  {
    name: "without a userland proxy",
    flags: ["--userland-proxy=false"],
    facts: { userlandProxy: false },
    modern: true,
  },
  {
    name: "with direct routing",
    flags: ["--allow-direct-routing"],
    facts: { directRouting: true },
    modern: true,
  },
];

/** The settings in which an engine of a version is tried. */
export function engineSettings(major: number | undefined): readonly EngineSetting[] {
  return major === undefined || major >= 28 ? since28 : before28;
}
