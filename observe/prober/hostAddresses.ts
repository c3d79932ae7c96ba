import { networkInterfaces } from "node:os";
import { type Engine, listNetworks } from "../../engine/index.ts";

/**
 * Addresses at which the host answers: its ends of the engine's bridges and, where the engine is on this machine, the
 * addresses of its own interfaces. Loopback is left out: from a container it is the container's own.
 */
export async function hostAddresses(engine: Engine): Promise<string[]> {
  const networks = await listNetworks(engine);
  const bridges = networks
    .filter(
      ({ Driver, Options }) =>
        Driver === "bridge" && Options?.["com.docker.network.bridge.inhibit_ipv4"] !== "true",
    )
    .flatMap(({ IPAM }) => (IPAM.Config ?? []).flatMap(({ Gateway }) => Gateway ?? []));
  const own =
    engine.address.kind === "unix"
      ? Object.values(networkInterfaces())
          .flatMap(addresses => addresses ?? [])
          .filter(({ family, internal }) => family === "IPv4" && !internal)
          .map(({ address }) => address)
      : [];
  return [...new Set([...bridges, ...own])];
}
