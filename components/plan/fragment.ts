import {
  type Flow,
  type Fragment,
  hostId,
  ingress,
  type Namespace,
  nodeBridge,
  type OpenPort,
  outsideId,
  plainWorkload,
  type Workload as TopologyWorkload,
} from "../../topology/index.ts";
import { secretsFolder } from "./folders.ts";
import { leadsOut, leadsToHost } from "./network.ts";
import type { Plan } from "./plan.ts";
import type { Port, Publish } from "./ports.ts";
import { aliasesOn, attachmentsOf, listensByName, type WorkloadPlan } from "./workload.ts";

/** A plan's part of the topology: what it is made of, and the flows that its links, its publishing and its ways out are. */
export function fragmentOf({ networks, volumes, workloads, elsewhere, flows }: Plan): Required<Fragment> {
  return {
    networks: networks.map(({ network }) => network),
    volumes: volumes.map(({ volume }) => volume),
    workloads: [...workloads.map(workload => topologyWorkload(workload)), ...elsewhere],
    flows: [...workloads.flatMap(flowsOf), ...flows],
  };
}

/** What a workload declares by itself. */
function flowsOf(plan: WorkloadPlan): Flow[] {
  const calls = plan.calls.map((call): Flow => ({ from: plan.id, via: "network", ...call }));
  return [...publishFlows(plan), ...hostNetworkFlows(plan), ...hostFlows(plan), ...calls];
}

/** The workload as the topology has it. */
export function topologyWorkload(plan: WorkloadPlan): TopologyWorkload {
  const plain = plainWorkload(plan.id);
  return {
    ...plain,
    name: plan.hostname,
    kind: kindOf(plan),
    ...(plan.tier === undefined ? {} : { tier: plan.tier }),
    replicas: replicasOf(plan),
    image: typeof plan.image === "string" ? plan.image : { unknown: "the image is an output" },
    environment: plan.variables.map(({ name, value, secret }) => ({
      name,
      secret,
      ...(typeof value === "string" && !secret ? { value } : {}),
    })),
    namespace: namespaceOf(plan),
    attachments: plan.attachments.map(attachment => ({
      network: attachment.network.id,
      aliases: aliasesOn(plan, attachment),
    })),
    ports: plan.ports.map(port => openPort(plan, port)),
    published: publishedPorts(plan),
    dns: plan.dns.servers,
    forwards: plan.forwards,
    mounts: [
      ...plan.mounts.map(({ id, at, readOnly }) => ({
        kind: "volume" as const,
        from: id ?? { unknown: "the volume's name is an output" },
        at,
        readOnly,
      })),
      ...Object.keys(plan.hardening.tmpfs).map(at => ({ kind: "tmpfs" as const, at, readOnly: false })),
      ...(Object.keys(plan.secrets).length > 0
        ? [{ kind: "volume" as const, at: secretsFolder, readOnly: false }]
        : []),
    ],
    privileges: {
      ...plain.privileges,
      capabilitiesAdded: plan.hardening.capabilities,
      capabilitiesDropped: ["ALL"],
      user: plan.hardening.user,
      readOnlyRoot: !plan.hardening.writableRoot,
      // A service of a Swarm has nothing that would say so.
      noNewPrivileges: plan.placement.kind === "engine" && !plan.hardening.newPrivileges,
      sysctls: plan.hardening.sysctls,
      ...(plan.stepsDownTo === undefined ? {} : { stepsDownTo: plan.stepsDownTo }),
    },
    care: {
      memory: plan.limits.memory,
      cpus: plan.limits.cpus,
      restart: plan.restart,
      healthCheck: plan.health !== undefined,
      logDriver: "json-file",
      ulimits: [],
    },
    ...(plan.datastore === undefined ? {} : { datastore: plan.datastore }),
    labels: { ...plan.labels, "bulkhead.app": plan.app },
  };
}

function kindOf({ job, placement }: WorkloadPlan): TopologyWorkload["kind"] {
  if (job !== undefined) return "job";
  return placement.kind === "swarm" ? "service" : "container";
}

function replicasOf({ replicas, placement }: WorkloadPlan): TopologyWorkload["replicas"] {
  const isGlobal = placement.kind === "swarm" && placement.global;
  return isGlobal ? { unknown: "one runs on each node" } : replicas;
}

/** A Swarm opens a port at every address of its nodes: of all of them, unless it is to be where a task runs. */
function publishedPorts({ publish, placement }: WorkloadPlan): TopologyWorkload["published"] {
  if (placement.kind === "engine") return publish;
  return publish.map(port => ({ ...port, mode: placement.publish ?? "ingress" }));
}

function namespaceOf({ hostReason, attachments }: WorkloadPlan): Namespace {
  if (hostReason !== undefined) return { kind: "host", reason: hostReason };
  return { kind: attachments.length === 0 ? "none" : "own" };
}

/** Where a port is open: everywhere, unless the workload listens by name. */
function openPort(plan: WorkloadPlan, port: Port): OpenPort {
  const networks = attachmentsOf(plan, port.port).map(({ network }) => network);
  if (!listensByName(plan) || networks.length === plan.attachments.length) return port;
  const on = networks.map(({ id }) => id);
  // On a Swarm it listens at whatever leads from the node to it: its bridge, and the network of ports at every node.
  const byNode = plan.placement.kind === "swarm" && networks.some(leadsToHost) ? [nodeBridge, ingress] : [];
  return { ...port, on: [...on, ...byNode] };
}

function publishFlows(plan: WorkloadPlan): Flow[] {
  return publishedTo(plan.id, plan.publish, "network");
}

/** The calls that publishing lets in to a workload: to the one that publishes, or past it to whom it passes them on. */
export function publishedTo(to: string, publish: readonly Publish[], via: Flow["via"]): Flow[] {
  return publish.flatMap(({ port, protocol, address }): Flow[] => {
    const flow = { to, port, protocol, via, reason: `published at ${address}` };
    const local = address === "::1" || address.startsWith("127.");
    return [{ from: hostId, ...flow }, ...(local ? [] : [{ from: outsideId, ...flow }])];
  });
}

/** On the host's network all is open both ways, which is what its argument says. */
function hostNetworkFlows({ id, hostReason, ports }: WorkloadPlan): Flow[] {
  if (hostReason === undefined) return [];
  const via = { via: "network", reason: `on the host's network: ${hostReason}` } as const;
  return [hostId, outsideId].flatMap((other): Flow[] => [
    { from: id, to: other, port: "any", protocol: "tcp", ...via },
    ...ports.map((port): Flow => ({ from: other, to: id, ...port, ...via })),
  ]);
}

/**
 * On a network with an address of the host, workload and host are neighbours: that comes with publishing, with a way
 * out, and with a segment that was given one. There alone somebody asked for the way to the host: publishing and going
 * out open it as well, for no engine has an option against that, and nobody declares it.
 */
function hostFlows(plan: WorkloadPlan): Flow[] {
  const networks = plan.attachments.filter(({ network }) => network.hostAddress === true);
  const [first] = networks;
  if (first === undefined) return [];
  const { id } = plan;
  const asked = networks.find(({ network }) => !leadsToHost(network));
  const neighbour = asked ?? first;
  const reason = `the host has an address on segment ${neighbour.network.id}`;
  const via = { via: "network", reason } as const;
  const listening = plan.ports.filter(({ port }) => {
    return !listensByName(plan) || attachmentsOf(plan, port).some(network => networks.includes(network));
  });
  // Where no port is listed nobody knows which are open.
  const open = plan.ports.length === 0 ? [{ port: "any", protocol: "tcp" } as const] : listening;
  return [
    ...(asked === undefined ? [] : [{ from: id, to: hostId, port: "any", protocol: "tcp", ...via } as const]),
    ...open.map((port): Flow => ({ from: hostId, to: id, ...port, ...via })),
    ...networks
      .filter(({ network }) => leadsOut(network))
      .map(({ network }): Flow => {
        const reason = `segment ${network.id} is a way out`;
        return { from: id, to: outsideId, port: "any", protocol: "tcp", via: "network", reason };
      }),
  ];
}
