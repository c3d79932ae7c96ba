import { run } from "../../tools/toolchain/index.ts";
import { type LocalAddress, NetworkNamespace } from "./namespace.ts";
import { settled } from "./stage.ts";

/** A port on which the host, and whoever is outside, answer. */
export const standingPort = 27000;

/** What the host calls its end of the cable. */
export const cable = "cable";

/** Ranges from which scenes take their subnets. */
const ranges = ["10.219.0.0/16", "fd42:b4::/48"] as const;

/** Addresses of those kept for tests and documents. */
const ends = {
  host: { ipv4: "198.18.7.1", ipv6: "2001:db8:7::1" },
  outside: { ipv4: "198.18.7.2", ipv6: "2001:db8:7::2" },
} as const;

/**
 * An engine's host, and another machine at the other end of a cable, which routes to every container's network by the
 * host. What belongs to no network of the host is unreachable from there, so that nothing leaves the two.
 */
export class Machine {
  readonly host: NetworkNamespace;
  readonly outside: NetworkNamespace;
  readonly outsideAddresses: readonly LocalAddress[];

  private constructor(host: NetworkNamespace, outside: NetworkNamespace, addresses: readonly LocalAddress[]) {
    this.host = host;
    this.outside = outside;
    this.outsideAddresses = addresses;
  }

  /**
   * @param pid of a process in the engine's network namespace.
   * @param drops whether its host forwards nothing that the engine does not let through: engines before 28 see to that
   *   themselves, where they are the ones who switch forwarding on.
   */
  static async of(pid: number, { drops }: { readonly drops: boolean }): Promise<Machine> {
    const [host, outside] = [NetworkNamespace.of(pid), NetworkNamespace.create()];
    // They answer once they have begun, and so have their namespaces.
    await Promise.all([host.addresses(), outside.addresses()]);
    const at = (target: number, ...args: readonly string[]): Promise<string> =>
      run("nsenter", [`--net=/proc/${target}/ns/net`, "ip", ...args]);
    // With nftables an engine wants to be told that it may forward.
    const forward = ["all", "default"].map(links => `net.ipv6.conf.${links}.forwarding=1`);
    await run("nsenter", [`--net=/proc/${pid}/ns/net`, "sysctl", "-qw", ...forward]);
    if (drops) await run("nsenter", [`--net=/proc/${pid}/ns/net`, "iptables", "-P", "FORWARD", "DROP"]);
    for (const range of ranges) {
      const family = range.includes(":") ? "-6" : "-4";
      await at(pid, family, "route", "replace", "unreachable", range, "metric", "4000000");
    }
    await at(pid, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", `${outside.pid}`);
    for (const [target, here, other] of [
      [pid, ends.host, ends.outside],
      [outside.pid, ends.outside, ends.host],
    ] as const) {
      await at(target, "address", "add", `${here.ipv4}/30`, "dev", cable);
      await at(target, "address", "add", `${here.ipv6}/126`, "dev", cable, "nodad");
      await at(target, "link", "set", cable, "up");
      await at(target, "link", "set", "lo", "up");
      if (target === outside.pid) {
        await at(target, "route", "add", "default", "via", other.ipv4);
        await at(target, "-6", "route", "add", "default", "via", other.ipv6);
      }
    }
    const addresses = await settled(outside);
    await host.listen("host", [standingPort], []);
    await outside.listen("outside", [standingPort], []);
    return new Machine(host, outside, addresses);
  }

  async close(): Promise<void> {
    await Promise.all([this.host.close(), this.outside.close()]);
  }
}
