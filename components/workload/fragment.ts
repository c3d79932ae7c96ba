import {
  type Flow,
  type Fragment,
  hostId,
  type OpenPort,
  outsideId,
  plainWorkload,
  type Workload as TopologyWorkload,
} from "../../topology/index.ts";
import { listensByName, networksOf, type SpecNetwork, secretsFolder, type WorkloadSpec } from "./spec.ts";
import type { PortWish } from "./wishes.ts";

/** A workload's part of the topology: itself, and the flows its publishing and its way out are. */
export function workloadFragment(
  spec: WorkloadSpec,
  links: readonly TopologyWorkload[],
  datastore?: string,
): Fragment {
  return {
    workloads: [topologyWorkload(spec, datastore)],
    flows: [...publishFlows(spec), ...egressFlows(spec), ...links.flatMap(server => linkFlows(spec, server))],
  };
}

/** The workload as the topology has it. */
export function topologyWorkload(spec: WorkloadSpec, datastore?: string): TopologyWorkload {
  return {
    ...plainWorkload(spec.id),
    name: spec.hostname,
    ...(spec.tier === undefined ? {} : { tier: spec.tier }),
    replicas: spec.replicas,
    image: typeof spec.image === "string" ? spec.image : { unknown: "the image is an output" },
    environment: spec.variables.map(({ name, value, secret }) => ({
      name,
      secret,
      ...(typeof value === "string" && !secret ? { value } : {}),
    })),
    attachments: spec.networks.map(network => ({
      network: network.network.id,
      aliases: aliasesOn(spec, network),
    })),
    ports: spec.ports.map(port => openPort(spec, port)),
    published: spec.publish,
    mounts: [
      ...spec.volumes.map(({ volume, at, readOnly }) => ({
        kind: "volume" as const,
        from: typeof volume === "string" ? volume : { unknown: "the volume's name is an output" },
        at,
        readOnly,
      })),
      ...Object.keys(spec.hardening.tmpfs).map(at => ({ kind: "tmpfs" as const, at, readOnly: false })),
      ...(Object.keys(spec.secrets).length > 0
        ? [{ kind: "volume" as const, at: secretsFolder, readOnly: false }]
        : []),
    ],
    privileges: {
      ...plainWorkload(spec.id).privileges,
      capabilitiesAdded: spec.hardening.capabilities,
      capabilitiesDropped: ["ALL"],
      user: spec.hardening.user,
      readOnlyRoot: !spec.hardening.writableRoot,
      noNewPrivileges: !spec.hardening.newPrivileges,
      sysctls: spec.hardening.sysctls,
    },
    care: {
      memory: spec.limits.memory,
      cpus: spec.limits.cpus,
      restart: spec.restart,
      healthCheck: spec.health !== undefined,
      logDriver: "json-file",
      ulimits: [],
    },
    ...(datastore === undefined ? {} : { datastore }),
    labels: { ...spec.labels, "bulkhead.app": spec.app },
  };
}

/** Where a port is open: everywhere, unless the workload listens by name. */
function openPort(spec: WorkloadSpec, port: PortWish): OpenPort {
  const on = networksOf(spec, port.port).map(({ network }) => network.id);
  return listensByName(spec) && on.length < spec.networks.length ? { ...port, on } : port;
}

/** The names peers may call it by on a network: none where it only calls. */
export function aliasesOn(spec: WorkloadSpec, { serves, aliases }: SpecNetwork): string[] {
  return serves ? [spec.hostname, ...aliases] : [];
}

function publishFlows(spec: WorkloadSpec): Flow[] {
  return spec.publish.flatMap(({ port, protocol, address }): Flow[] => {
    const flow = { to: spec.id, port, protocol, via: "network" as const, reason: `published at ${address}` };
    const local = address === "::1" || address.startsWith("127.");
    return [{ from: hostId, ...flow }, ...(local ? [] : [{ from: outsideId, ...flow }])];
  });
}

/** On a network that leads to the host, workload and host are neighbours: that comes with publishing and a way out. */
function egressFlows(spec: WorkloadSpec): Flow[] {
  if (!spec.egress && spec.publish.length === 0) return [];
  const reason = spec.egress
    ? "a way out passes through the host"
    : "a published port comes in through the host";
  const neighbour = { protocol: "tcp", via: "network", reason } as const;
  return [
    { from: spec.id, to: hostId, port: "any", ...neighbour },
    ...spec.ports.map((port): Flow => ({ from: hostId, to: spec.id, ...neighbour, ...port })),
    ...(spec.egress
      ? [{ from: spec.id, to: outsideId, port: "any" as const, ...neighbour, reason: "egress" }]
      : []),
  ];
}

function linkFlows(spec: WorkloadSpec, server: TopologyWorkload): Flow[] {
  return server.ports.map(
    ({ port, protocol }): Flow => ({
      from: spec.id,
      to: server.id,
      port,
      protocol,
      via: "network",
      reason: "link",
    }),
  );
}
