import type { Container } from "@pulumi/docker";
import { type Output, output } from "@pulumi/pulumi";

/** Where a port came out at the host. */
export interface PublishedPort {
  readonly replica: number;
  /** The workload's own port. */
  readonly port: number;
  readonly protocol: string;
  /** The host's address it is bound to. */
  readonly address: string;
  /** The host's port: the one asked for, or the one the engine chose. */
  readonly hostPort: number;
}

/** Where the ports of some replicas came out, by replica and port; not known before they run. */
export function publishedPorts(containers: readonly Container[]): Output<PublishedPort[]> {
  return output(containers.map(({ ports }) => ports)).apply(all =>
    all.flatMap((ports, index) =>
      (ports ?? []).map(({ internal, external, ip, protocol }) => ({
        replica: index + 1,
        port: internal,
        protocol: protocol ?? "tcp",
        address: ip ?? "0.0.0.0",
        hostPort: external ?? 0,
      })),
    ),
  );
}
