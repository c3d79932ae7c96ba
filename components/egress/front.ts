import type { Flow } from "../../topology/index.ts";
import type { Place } from "../network/subnets.ts";
import { haproxyRelay } from "../patterns/oneWayLink/config.ts";
import { serverArgs, serverFile, threadsWithin } from "../patterns/servers/server.ts";
import { publishedTo } from "../plan/fragment.ts";
import type { NetworkPlan } from "../plan/network.ts";
import type { Plan } from "../plan/plan.ts";
import type { Port } from "../plan/ports.ts";
import { type Attachment, type Call, replicaName } from "../plan/workload.ts";
import type { WorkloadArgs } from "../workload/args/workload.ts";
import { workloadPlan } from "../workload/filled.ts";
import { outerAt } from "../workload/outer.ts";
import { type ReadWorkload, readWorkload } from "../workload/read.ts";

/**
 * The relay by which a workload with a list is called from the host: what is published has the host for its neighbour, and
 * the workload itself is to have none. It is the one that a OneWayLink puts in front.
 */
export function frontPlan(
  read: ReadWorkload,
  near: NetworkPlan,
  place: Place,
  common: Partial<WorkloadArgs>,
): Plan {
  const { hostname, args } = read;
  const { replicas = 1, egressRelay, publish } = args;
  const ports = publishedPorts(read);
  const side = { name: undefined, aliases: [], ports: undefined };
  const front = readWorkload(
    frontName(read.id),
    { ...common, ports, publish, ...serverArgs("haproxy", egressRelay?.hardening) },
    { attachments: [{ value: { ...side, network: near.network, serves: false }, path: "" }] },
  );
  const config = {
    ports,
    hostname,
    replicas: Array.from({ length: replicas }, (_, index) => replicaName({ hostname }, index + 1)),
    threads: threadsWithin(egressRelay?.limits),
    idleTimeout: egressRelay?.idleTimeout ?? 3600,
  };
  return workloadPlan(
    front,
    { outer: outerAt(front, place) },
    {
      writtenFiles: [
        serverFile(
          "haproxy",
          ({ listen, networkName }) =>
            haproxyRelay({ ...config, listen, network: networkName(near.network.id) }),
          [near.network.id],
        ),
      ],
      calls: ports.map(({ port, protocol }): Call => {
        return { to: read.id, port, protocol, reason: "passed on" };
      }),
      forwards: ports.map(({ port }) => ({ port, to: read.id, toPort: port })),
    },
  );
}

/** The workload's own part: it is called there on what it publishes. */
export function behindFront(read: ReadWorkload, { network }: NetworkPlan): Attachment {
  const ports = publishedPorts(read).map(({ port }) => port);
  return { network, name: undefined, serves: true, aliases: [], ports };
}

/** The calls that come to the workload past its front. */
export function frontFlows({ id, publish }: ReadWorkload): Flow[] {
  return publishedTo(
    id,
    publish.map(({ value }) => value),
    "relay",
  );
}

export function frontName(id: string): string {
  return `${id}-front`;
}

/** Each once, be it published at however many places. */
function publishedPorts({ publish }: ReadWorkload): Port[] {
  const ports = publish.map(({ value: { port, protocol } }): Port => ({ port, protocol }));
  return [...new Map(ports.map(port => [port.port, port])).values()];
}
