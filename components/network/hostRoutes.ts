import { readFileSync } from "node:fs";
import { type Block, formatBlock } from "./subnets.ts";

/** A route of this machine that a segment must not cover. */
export interface HostRoute {
  readonly block: Block;
  readonly device: string;
}

/** Devices of the engine's own networks: their routes are segments, not neighbours. */
const ownDevices = /^(docker\d|docker_gwbridge$|br-[0-9a-f]{12}$|veth)/;

/** Broader routes stand for "everything else", as a VPN's two halves of the address space do; a segment's own wins. */
const leastPrefix = 8;

/**
 * The IPv4 routes of the machine this program runs on, without default routes and the engine's own.
 * None where the engine is elsewhere (DOCKER_HOST), or where there is no /proc.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html for /proc/net/route: addresses are little-endian hex.
 */
export function hostRoutes(env: NodeJS.ProcessEnv = process.env, table = "/proc/net/route"): HostRoute[] {
  if (env["DOCKER_HOST"] && !env["DOCKER_HOST"].startsWith("unix:")) return [];
  let text: string;
  try {
    text = readFileSync(table, "utf8");
  } catch {
    // Not Linux: the engine runs in a virtual machine whose routes nobody here can see.
    return [];
  }
  return parseRoutes(text);
}

/** Reads the text of /proc/net/route. */
export function parseRoutes(text: string): HostRoute[] {
  return text
    .split("\n")
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .flatMap(([device = "", destination = "", , , , , , mask = ""]) => {
      const prefix = hexAddress(mask).toString(2).replaceAll("0", "").length;
      if (destination === "" || prefix < leastPrefix || ownDevices.test(device)) return [];
      return [{ device, block: { first: hexAddress(destination), prefix } }];
    });
}

export function describeRoute({ block, device }: HostRoute): string {
  return `${formatBlock(block)} (${device})`;
}

function hexAddress(littleEndian: string): number {
  return (littleEndian.match(/../g) ?? []).reduceRight(
    (value, byte) => value * 256 + Number.parseInt(byte, 16),
    0,
  );
}
