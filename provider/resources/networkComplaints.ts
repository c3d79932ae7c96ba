import { holdsUnknown, isList, isObject, type Properties } from "../protocol/values.ts";
import { canonicalAddress, canonicalSubnet, contains, overlap, reservedIn } from "../tables/address.ts";
import type { CheckFailure } from "../tables/check.ts";

/** One address pool of a network, as the package writes it. */
export type PoolInput = {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
  readonly auxAddress?: Readonly<Record<string, string>> | null;
};

/** What is wrong between the parts of a network's address pools, which the engine would refuse when the old network is gone. */
export function networkComplaints(inputs: Properties): readonly CheckFailure[] {
  const driver = inputs["ipamDriver"];
  // Another driver has rules of its own.
  if (driver !== undefined && driver !== "" && driver !== "default") return [];
  const pools = isList(inputs["ipamConfigs"]) ? inputs["ipamConfigs"] : [];
  return pools.flatMap((pool, index) => {
    if (!isObject(pool) || holdsUnknown(pool)) return [];
    const earlier = pools.slice(0, index).flatMap(one => {
      const subnet = isObject(one) ? one["subnet"] : undefined;
      return typeof subnet === "string" ? [subnet] : [];
    });
    return poolComplaints(pool as PoolInput, earlier).map(({ property, reason }) => ({
      property: `ipamConfigs[${index}].${property}`,
      reason,
    }));
  });
}

function poolComplaints(pool: PoolInput, earlier: readonly string[]): CheckFailure[] {
  const { subnet, gateway, ipRange, auxAddress } = pool;
  if (!subnet) {
    return ipRange || gateway
      ? [{ property: "subnet", reason: "a gateway or an ipRange is one of a subnet; give that too" }]
      : [];
  }
  const failures: CheckFailure[] = [];
  const outside = (property: string, address: string): void => {
    failures.push({ property, reason: `"${address}" is not in the subnet ${subnet}; give an address of it` });
  };
  if (
    overlap(
      [subnet],
      earlier.filter(one => canonicalSubnet(one) !== canonicalSubnet(subnet)),
    )
  ) {
    failures.push({
      property: "subnet",
      reason: `"${subnet}" overlaps another subnet of this network; give one beside it`,
    });
  }
  if (gateway) {
    if (!contains(subnet, gateway)) outside("gateway", gateway);
    else if (reservedIn(subnet).includes(canonicalAddress(gateway) ?? ""))
      failures.push({
        property: "gateway",
        reason: `"${gateway}" is the first or the last address of its subnet, which nobody can have; give one in between`,
      });
  }
  if (ipRange && !contains(subnet, ipRange)) outside("ipRange", ipRange);
  for (const [name, address] of Object.entries(auxAddress ?? {})) {
    if (address && !contains(subnet, address)) outside(`auxAddress.${name}`, address);
  }
  return failures;
}
