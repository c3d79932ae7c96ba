import { isIPv6 } from "node:net";
import { addressesIn } from "../blocks.ts";
import type { NamespaceNetwork } from "../helper/answers.ts";
import type { Resident } from "./scene.ts";

/** The engine names the bridges of networks so; there can be hundreds. */
const bridge = /^(br-|veth)/;

/**
 * Addresses at which the host may answer a container: its ends of the networks the container is on, and those that
 * lead to no network of the engine. Loopback is left out: from a container it is the container's own.
 *
 * @param links the host's interfaces.
 * @param source undefined for the host itself.
 */
export function hostAddresses(
  links: NamespaceNetwork["links"],
  source: Pick<Resident, "addresses" | "addresses6"> | undefined,
): string[] {
  const own = Object.values({ ...source?.addresses });
  const own6 = Object.values({ ...source?.addresses6 });
  return links
    .filter(({ up, name }) => up && name !== "lo")
    .flatMap(({ name, addresses }) =>
      addresses.flatMap(text => {
        const [address = "", length = "0"] = text.split("/");
        const six = isIPv6(address);
        if (address.startsWith("fe80:") || (six && own6.length === 0 && source !== undefined)) return [];
        const near = (six ? own6 : own).some(other => isIn(other, address, Number(length)));
        return near || !bridge.test(name) ? [address] : [];
      }),
    );
}

function isIn(address: string, network: string, length: number): boolean {
  return addressesIn(`${network}/${length}`).check(address, isIPv6(network) ? "ipv6" : "ipv4");
}
