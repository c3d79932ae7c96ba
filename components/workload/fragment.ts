import {
  type Flow,
  type Forward,
  type Fragment,
  hostId,
  type Namespace,
  type OpenPort,
  outsideId,
  plainWorkload,
  type Workload as TopologyWorkload,
} from "../../topology/index.ts";
import { secretsFolder } from "./folders.ts";
import type { Call } from "./link.ts";
import type { PortWish } from "./ports/text.ts";
import { listensByName, networksOf, type SpecNetwork, type WorkloadSpec } from "./spec.ts";
import { type LinkWish, leadsOut } from "./wishes.ts";

/** A workload's part of the topology: itself, and the flows that its links, its publishing and its way out are. */
export function workloadFragment(
  spec: WorkloadSpec,
  workload: TopologyWorkload,
  calls: readonly Call[],
): Required<Pick<Fragment, "workloads" | "flows">> {
  return {
    workloads: [workload],
    flows: [
      ...publishFlows(spec),
      ...hostNetworkFlows(spec),
      ...hostFlows(spec),
      ...calls.map(call => callFlow(spec, call)),
    ],
  };
}

/** What a component knows of its workload beyond the arguments. */
export interface Facts {
  /** What kind of data it keeps. */
  readonly datastore?: string;
  /** The connections it passes on. */
  readonly forwards?: readonly Forward[];
}

/** The workload as the topology has it. */
export function topologyWorkload(
  spec: WorkloadSpec,
  { datastore, forwards = [] }: Facts = {},
): TopologyWorkload {
  return {
    ...plainWorkload(spec.id),
    name: spec.hostname,
    kind: spec.job === undefined ? "container" : "job",
    ...(spec.tier === undefined ? {} : { tier: spec.tier }),
    replicas: spec.replicas,
    image: typeof spec.image === "string" ? spec.image : { unknown: "the image is an output" },
    environment: spec.variables.map(({ name, value, secret }) => ({
      name,
      secret,
      ...(typeof value === "string" && !secret ? { value } : {}),
    })),
    namespace: namespaceOf(spec),
    attachments: spec.networks.map(network => ({
      network: network.network.id,
      aliases: aliasesOn(spec, network),
    })),
    ports: spec.ports.map(port => openPort(spec, port)),
    published: spec.publish,
    dns: spec.dns.servers,
    forwards,
    mounts: [
      ...spec.volumes.map(({ id, at, readOnly }) => ({
        kind: "volume" as const,
        from: id ?? { unknown: "the volume's name is an output" },
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

function namespaceOf({ hostReason, networks }: WorkloadSpec): Namespace {
  if (hostReason !== undefined) return { kind: "host", reason: hostReason };
  return { kind: networks.length === 0 ? "none" : "own" };
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

/** On the host's network all is open both ways, which is what its argument says. */
function hostNetworkFlows({ id, hostReason, ports }: WorkloadSpec): Flow[] {
  if (hostReason === undefined) return [];
  const via = { via: "network", reason: `on the host's network: ${hostReason}` } as const;
  return [hostId, outsideId].flatMap((other): Flow[] => [
    { from: id, to: other, port: "any", protocol: "tcp", ...via },
    ...ports.map((port): Flow => ({ from: other, to: id, ...port, ...via })),
  ]);
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
  // Where no port is listed nobody knows which are open.
  const open = spec.ports.length === 0 ? [{ port: "any", protocol: "tcp" } as const] : listening;
  return [
    { from: id, to: hostId, port: "any", protocol: "tcp", ...via },
    ...open.map((port): Flow => ({ from: hostId, to: id, ...port, ...via })),
    ...networks
      .filter(({ network }) => leadsOut(network))
      .map(({ network }): Flow => {
        const reason = `segment ${network.id} is a way out`;
        return { from: id, to: outsideId, port: "any", protocol: "tcp", via: "network", reason };
      }),
  ];
}

/** The calls between a new member of a mutual segment and those that were there. */
export function mutualFlows(
  network: string,
  member: TopologyWorkload,
  others: readonly TopologyWorkload[],
): Flow[] {
  const via = { via: "network", reason: `segment ${network} is mutual` } as const;
  const calls = (from: TopologyWorkload, to: TopologyWorkload): Flow[] => {
    const named = to.attachments.some(one => one.network === network && one.aliases.length > 0);
    const ports = to.ports.filter(({ on }) => on === undefined || on.includes(network));
    return (named ? ports : []).map(({ port, protocol }) => ({
      from: from.id,
      to: to.id,
      port,
      protocol,
      ...via,
    }));
  };
  return others.flatMap(other => [...calls(member, other), ...calls(other, member)]);
}

/** What a link opens: every port of its target. */
export function callsOf(server: TopologyWorkload, reason = "link"): Call[] {
  return server.ports.map(({ port, protocol }) => ({ to: server.id, port, protocol, reason }));
}

/** The calls a link stands for: to its target, and past it to whom it passes them on; or over a socket. */
export function linkedCalls({ target: { workload, behind = [] }, socket }: LinkWish): Call[] {
  if (socket === undefined) return [...callsOf(workload), ...behind];
  const { port = "any", volume } = socket;
  return [{ to: workload.id, port, protocol: "tcp", via: "socket", reason: `socket ${volume}` }];
}

function callFlow(spec: WorkloadSpec, call: Call): Flow {
  return { from: spec.id, via: "network", ...call };
}
