import { existsSync, readFileSync } from "node:fs";
import { release } from "node:os";
import { gunzipSync } from "node:zlib";
import type { EngineAddress } from "./address.ts";
import type { Engine } from "./engine.ts";

/** What the kernel of an engine's host can do for a swarm; undefined where that cannot be found out. */
export interface KernelAbilities {
  /** IPVS, which leads from a virtual address, and from a port of every node, to tasks. */
  readonly virtualAddresses: boolean | undefined;
  /** ESP, by which overlays are encrypted between nodes. */
  readonly encryption: boolean | undefined;
}

/** What was found on a host. */
export interface KernelEvidence {
  /** How the kernel was built, as `CONFIG_NAME=y` a line; undefined where nobody says. */
  readonly configuration: string | undefined;
  /** Whether IPVS is there right now: the engine loads it when it joins a swarm. */
  readonly ipvsIsThere: boolean;
}

/**
 * Asks what the kernel of an engine's host can. The engine itself does not tell; it is read from how the kernel was built,
 * where the engine is on this machine.
 */
export async function kernelAbilities({ address }: Pick<Engine, "address">): Promise<KernelAbilities> {
  return isHere(address) ? abilitiesOf(look()) : { virtualAddresses: undefined, encryption: undefined };
}

/** What follows from what was found. */
export function abilitiesOf({ configuration, ipvsIsThere }: KernelEvidence): KernelAbilities {
  return {
    virtualAddresses: ipvsIsThere ? true : isBuilt(configuration, "CONFIG_IP_VS"),
    encryption: isBuilt(configuration, "CONFIG_INET_ESP"),
  };
}

/** Built in, or as a module; undefined where the configuration is not known. */
function isBuilt(configuration: string | undefined, name: string): boolean | undefined {
  if (configuration === undefined) return undefined;
  return new RegExp(`^${name}=[ym]$`, "m").test(configuration);
}

function isHere(address: EngineAddress): boolean {
  return address.kind === "unix";
}

function look(): KernelEvidence {
  return { configuration: readConfiguration(), ipvsIsThere: existsSync("/proc/net/ip_vs") };
}

function readConfiguration(): string | undefined {
  const packed = "/proc/config.gz";
  const plain = `/boot/config-${release()}`;
  try {
    if (existsSync(packed)) return gunzipSync(readFileSync(packed)).toString("utf8");
    return existsSync(plain) ? readFileSync(plain, "utf8") : undefined;
  } catch {
    // Not for everybody to read: then nobody knows.
    return undefined;
  }
}
