import { known, type Workload as TopologyWorkload } from "../../../topology/index.ts";
import type { Segment } from "../../network/segment.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Extra } from "../../workload/deploy.ts";
import { callsOf } from "../../workload/fragment.ts";
import type { Call } from "../../workload/link.ts";
import type { PortWish } from "../../workload/ports/text.ts";
import { isExclusive, serverArgs, serverFiles, threadsWithin } from "../servers/server.ts";
import type { OneWayLinkArgs } from "./args.ts";
import { haproxyRelay, nginxRelay, type RelayConfig } from "./config.ts";

const writers = { haproxy: haproxyRelay, nginx: nginxRelay } as const;

/** The ports a link passes on. */
export function relayedPorts({ to, ports }: Pick<OneWayLinkArgs, "to" | "ports">): PortWish[] {
  const open = to.linkTarget().workload.ports.map(({ port, protocol }) => ({ port, protocol }));
  return ports === undefined ? open : open.filter(({ port }) => ports.includes(port));
}

/** The workload a link is: a relay that listens on the near side, and only calls on the far one. */
export function relayWorkload(
  args: OneWayLinkArgs,
  near: Segment | undefined,
): { args: WorkloadArgs; extra: Extra } {
  const { server = "haproxy", idleTimeout = 3600 } = args;
  const { workload: target, resources } = args.to.linkTarget();
  const ports = relayedPorts(args);
  const config: Omit<RelayConfig, "listen" | "network"> = {
    ports,
    hostname: target.name,
    replicas: replicaNames(target),
    threads: threadsWithin(args.limits),
    idleTimeout,
  };
  const sides = [...(near === undefined ? [] : [near]), { segment: args.segment, serves: false }];
  return {
    args: {
      image: args.image,
      hostname: args.hostname ?? target.name,
      replicas: args.replicas,
      ports,
      segments: sides,
      ...serverArgs(server, args.hardening),
      limits: { ...args.limits, memory: args.limits?.memory ?? 64 },
      labels: args.labels,
      app: args.app,
      tier: args.tier,
      placement: args.placement,
      // No link of its own: a relay needs no password of what it leads to.
      after: [...(args.after ?? []), ...resources],
      transform: args.transform,
    },
    extra: {
      replicaFiles: serverFiles(server, listen =>
        args.segment.networkName.apply(network => writers[server]({ ...config, listen, network })),
      ),
      exclusive: isExclusive(server),
      calls: relayCalls(target, ports),
      forwards: ports.map(({ port }) => ({ port, to: target.id, toPort: port })),
    },
  };
}

function relayCalls(target: TopologyWorkload, ports: readonly PortWish[]): Call[] {
  return callsOf(target, "passed on").filter(({ port, protocol }) =>
    ports.some(one => one.port === port && one.protocol === protocol),
  );
}

function replicaNames({ name, replicas }: TopologyWorkload): string[] {
  return Array.from({ length: known(replicas, 1) }, (_, index) => `${name}${index + 1}`);
}
