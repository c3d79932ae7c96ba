import { readFileSync } from "node:fs";
import type { EngineAddress } from "./address.ts";

/** A route of this machine on which no network should lie: whoever is there would not be reached any more. */
export interface HostRoute {
  /** In CIDR notation. */
  readonly subnet: string;
  readonly device: string;
}

/** Devices of the engine's own networks: their routes are its networks, not neighbours. */
const ownDevices = /^(docker\d|docker_gwbridge$|br-[0-9a-f]{12}$|veth)/;

/** Broader routes stand for "everything else", as a VPN's two halves of the address space do; a network's own wins. */
const leastPrefix = 8;

/** A route that says that nobody is there (`RTF_REJECT`). */
const reject = 0x200;

/**
 * The IPv4 routes of the machine this program runs on, without default routes and the engine's own.
 * None where the engine is elsewhere, or where there is no /proc: then it runs in a virtual machine whose routes nobody
 * here can see.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html for /proc/net/route: addresses are little-endian hex.
 */
export function hostRoutes({ kind }: Pick<EngineAddress, "kind">, table = "/proc/net/route"): HostRoute[] {
  if (kind !== "unix") return [];
  try {
    return parseRoutes(readFileSync(table, "utf8"));
  } catch {
    return [];
  }
}

/** Reads the text of /proc/net/route. */
export function parseRoutes(text: string): HostRoute[] {
  return text
    .split("\n")
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .flatMap(([device = "", destination = "", , flags = "", , , , mask = ""]) => {
      const prefix = bytesOf(mask).reduce(
        (bits, byte) => bits + byte.toString(2).replaceAll("0", "").length,
        0,
      );
      const nobody = (Number.parseInt(flags, 16) & reject) !== 0;
      if (destination === "" || prefix < leastPrefix || nobody || ownDevices.test(device)) return [];
      return [{ device, subnet: `${bytesOf(destination).join(".")}/${prefix}` }];
    });
}

/** The bytes of a little-endian number in hex, the highest first. */
function bytesOf(littleEndian: string): number[] {
  return (littleEndian.match(/../g) ?? []).map(byte => Number.parseInt(byte, 16)).reverse();
}
