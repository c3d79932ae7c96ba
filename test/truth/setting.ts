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

/** What is chosen of a setting, and how it is told. */
type Choice = Pick<EngineSetting, "name" | "flags" | "facts">;

const plain: Choice = { name: "as it is", flags: [], facts: {} };
const withoutProxy: Choice = {
  name: "without a userland proxy",
  flags: ["--userland-proxy=false"],
  facts: { userlandProxy: false },
};
const direct: Choice = {
  name: "with direct routing",
  flags: ["--allow-direct-routing"],
  facts: { directRouting: true },
};

/** An engine before 28: there is one firewall, and nothing is said of direct routing. */
const before28: readonly EngineSetting[] = [plain, withoutProxy].map(choice => ({
  ...choice,
  modern: false,
}));

/** Both firewalls, each as it is and otherwise. */
const since28: readonly EngineSetting[] = [plain, withoutProxy, direct].flatMap(choice =>
  (["iptables", "nftables"] as const).map(firewall => ({
    ...choice,
    name: choice === plain ? `with ${firewall}` : `with ${firewall}, ${choice.name}`,
    flags: [`--firewall-backend=${firewall}`, ...choice.flags],
    modern: true,
  })),
);

/** The settings in which an engine of a version is tried. */
export function engineSettings(major: number | undefined): readonly EngineSetting[] {
  return major === undefined || major >= 28 ? since28 : before28;
}
