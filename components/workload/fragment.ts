import {
  type Flow,
  type Fragment,
  hostId,
  type OpenPort,
  outsideId,
  type Protocol,
  plainWorkload,
  type Workload as TopologyWorkload,
} from "../../topology/index.ts";
import { secretsFolder } from "./folders.ts";
import { listensByName, networksOf, type SpecNetwork, type WorkloadSpec } from "./spec.ts";
import { leadsOut, type PortWish } from "./wishes.ts";

/** A call that a link or a route stands for. */
export interface Call {
  /** The server's id. */
  readonly to: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly reason: string;
}

/** What kind of data it keeps, and on which volume, by the id that one has in the topology. */
export interface Kept {
  readonly datastore?: string;
  readonly volume?: string;
}

/** A workload's part of the topology: itself, and the flows that its links, its publishing and its way out are. */
export function workloadFragment(spec: WorkloadSpec, calls: readonly Call[], kept: Kept = {}): Fragment {
  return {
    workloads: [topologyWorkload(spec, kept)],
    flows: [...publishFlows(spec), ...hostFlows(spec), ...calls.map(call => callFlow(spec, call))],
  };
}

/** The workload as the topology has it. */
export function topologyWorkload(spec: WorkloadSpec, { datastore, volume: own }: Kept = {}): TopologyWorkload {
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
        from: typeof volume === "string" ? volume : (own ?? { unknown: "the volume's name is an output" }),
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

/**
 * On a network with an address of the host, workload and host are neighbours: that comes with publishing, with a way
 * out, and with a segment that was given one.
 */
function hostFlows(spec: WorkloadSpec): Flow[] {
  const networks = spec.networks.filter(({ network }) => network.hostAddress === true);
  const [first] = networks;
  if (first === undefined) return [];
  const { id } = spec;
  const via = { via: "network", reason: `the host has an address on segment ${first.network.id}` } as const;
  const listening = spec.ports.filter(({ port }) => {
    return !listensByName(spec) || networksOf(spec, port).some(network => networks.includes(network));
  });
  return [
    { from: id, to: hostId, port: "any", protocol: "tcp", ...via },
    ...listening.map((port): Flow => ({ from: hostId, to: id, ...port, ...via })),
    ...networks
      .filter(({ network }) => leadsOut(network))
      .map(({ network }): Flow => {
        const reason = `segment ${network.id} is a way out`;
        return { from: id, to: outsideId, port: "any", protocol: "tcp", via: "network", reason };
      }),
  ];
}

/** What a link opens: every port of its target. */
export function callsOf(server: TopologyWorkload): Call[] {
  return server.ports.map(({ port, protocol }) => ({ to: server.id, port, protocol, reason: "link" }));
}

function callFlow(spec: WorkloadSpec, call: Call): Flow {
  return { from: spec.id, ...call, via: "network" };
}
