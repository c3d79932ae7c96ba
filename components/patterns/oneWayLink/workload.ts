import { known, type Workload } from "../../../topology/index.ts";
import type { Port } from "../../plan/ports.ts";
import type { Call } from "../../plan/workload.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Extra } from "../../workload/filled.ts";
import { callsOf, type LinkTarget } from "../../workload/link.ts";
import { isExclusive, serverArgs, serverFile, threadsWithin } from "../servers/server.ts";
import type { OneWayLinkArgs } from "./args.ts";
import { haproxyRelay, nginxRelay, type RelayConfig } from "./config.ts";

const writers = { haproxy: haproxyRelay, nginx: nginxRelay } as const;

/** The ports a link passes on. */
export function relayedPorts(server: Workload, ports: OneWayLinkArgs["ports"]): Port[] {
  const open = server.ports.map(({ port, protocol }) => ({ port, protocol }));
  return ports === undefined ? open : open.filter(({ port }) => ports.includes(port));
}

/** The workload a relay is, but for its networks. */
export function relayWorkload(
  args: Partial<OneWayLinkArgs>,
  { workload, resources }: LinkTarget,
): Omit<WorkloadArgs, "segments" | "link"> {
  return {
    image: args.image ?? "",
    hostname: args.hostname ?? workload.name,
    replicas: args.replicas,
    ports: relayedPorts(workload, args.ports),
    publish: args.publish,
    ...serverArgs(args.server ?? "haproxy", args.hardening),
    limits: { ...args.limits, memory: args.limits?.memory ?? 64 },
    labels: args.labels,
    app: args.app,
    tier: args.tier,
    placement: args.placement,
    // No link of its own: a relay needs no password of what it leads to.
    after: [...(args.after ?? []), ...resources],
    transform: args.transform,
  };
}

/** What a relay is beyond that workload: its configuration, what it calls, and what it passes on. */
export function relayExtra(args: Partial<OneWayLinkArgs>, { workload }: LinkTarget, farSide: string): Extra {
  const { server = "haproxy", idleTimeout = 3600 } = args;
  const ports = relayedPorts(workload, args.ports);
  const config: Omit<RelayConfig, "listen" | "network"> = {
    ports,
    hostname: workload.name,
    replicas: replicaNames(workload),
    threads: threadsWithin(args.limits),
    idleTimeout,
  };
  const file = serverFile(
    server,
    ({ listen, networkName }) => writers[server]({ ...config, listen, network: networkName(farSide) }),
    [farSide],
  );
  return {
    writtenFiles: [file],
    exclusive: isExclusive(server),
    calls: relayCalls(workload, ports),
    forwards: ports.map(({ port }) => ({ port, to: workload.id, toPort: port })),
  };
}

function relayCalls(server: Workload, ports: readonly Port[]): Call[] {
  return callsOf(server, "passed on").filter(({ port, protocol }) =>
    ports.some(one => one.port === port && one.protocol === protocol),
  );
}

function replicaNames({ name, replicas }: Workload): string[] {
  return Array.from({ length: known(replicas, 1) }, (_, index) => `${name}${index + 1}`);
}
