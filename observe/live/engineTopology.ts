import {
  type ContainerInspect,
  type Engine,
  inspectContainer,
  listContainers,
  listNetworks,
  type NetworkInspect,
} from "../../engine/index.ts";
import {
  emptyTopology,
  type GatewayMode,
  type Namespace,
  type Network,
  type OpenPort,
  type Protocol,
  plainNetwork,
  plainWorkload,
  type Topology,
  type Workload,
} from "../../topology/index.ts";

const bridgeOption = "com.docker.network.bridge";

/**
 * Reads a topology back from a running engine: every running container as a workload under its own name, every network.
 * Flows are declared in programs, so there are none here.
 */
export async function readEngine(engine: Engine): Promise<Topology> {
  const [summaries, networks, version] = await Promise.all([
    listContainers(engine, []),
    listNetworks(engine),
    engine.version(),
  ]);
  const running = summaries.filter(({ State }) => State === "running" || State === "paused");
  const inspected = await Promise.all(running.map(({ Id }) => inspectContainer(engine, Id)));
  const containers = inspected.filter(container => container !== undefined);
  const names = new Map(containers.map(container => [container.Id, nameOf(container)]));
  return {
    ...emptyTopology(engine.where),
    engine: { version: version.engine },
    workloads: containers.map(container => workloadOf(container, names)).sort(byId),
    networks: networks
      .filter(({ Driver }) => Driver !== "host" && Driver !== "null")
      .map(networkOf)
      .sort(byId),
  };
}

function networkOf(network: NetworkInspect): Network {
  const options = network.Options ?? {};
  const bridge = network.Driver === "bridge";
  return {
    ...plainNetwork(network.Name),
    driver: network.Driver,
    internal: network.Internal,
    memberTraffic: options[`${bridgeOption}.enable_icc`] !== "false",
    hostAddress: bridge && options[`${bridgeOption}.inhibit_ipv4`] !== "true",
    masquerade: options[`${bridgeOption}.enable_ip_masquerade`] !== "false",
    gateway: gatewayMode(options[`${bridgeOption}.gateway_mode_ipv4`]),
    attachable: network.Attachable,
    encrypted: "encrypted" in options,
    defaultBridge: options[`${bridgeOption}.default_bridge`] === "true",
    subnets: (network.IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
    labels: network.Labels ?? {},
  };
}

function gatewayMode(option: string | undefined): GatewayMode {
  return option === "nat-unprotected" || option === "routed" || option === "isolated" ? option : "nat";
}

function workloadOf(container: ContainerInspect, names: ReadonlyMap<string, string>): Workload {
  const { HostConfig, Config } = container;
  const labels = Config.Labels ?? {};
  const networks = Object.entries(container.NetworkSettings.Networks ?? {});
  const plain = plainWorkload(nameOf(container));
  return {
    ...plain,
    ...(labels["bulkhead.tier"] === undefined ? {} : { tier: labels["bulkhead.tier"] }),
    image: Config.Image,
    namespace: namespaceOf(HostConfig.NetworkMode ?? "", names),
    attachments: networks.map(([network, endpoint]) => ({
      network,
      aliases: (endpoint.Aliases ?? []).filter(alias => alias !== container.Id.slice(0, 12)),
      ...(endpoint.GwPriority ? { gatewayPriority: endpoint.GwPriority } : {}),
    })),
    ports: Object.keys(Config.ExposedPorts ?? {}).map(portOf),
    published: Object.entries(container.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) =>
      (bindings ?? []).map(({ HostIp, HostPort }) => ({
        ...portOf(key),
        address: HostIp || "0.0.0.0",
        hostPort: Number(HostPort ?? 0),
      })),
    ),
    publishAll: HostConfig.PublishAllPorts ?? false,
    mounts: container.Mounts.map(({ Type, Name, Source, Destination, RW }) => ({
      kind: Type === "volume" || Type === "tmpfs" ? Type : "bind",
      from: Name ?? Source,
      at: Destination,
      readOnly: !RW,
    })),
    privileges: {
      ...plain.privileges,
      privileged: HostConfig.Privileged ?? false,
      capabilitiesAdded: HostConfig.CapAdd ?? [],
      capabilitiesDropped: HostConfig.CapDrop ?? [],
      user: Config.User ?? "",
      readOnlyRoot: HostConfig.ReadonlyRootfs ?? false,
    },
    labels,
  };
}

function namespaceOf(mode: string, names: ReadonlyMap<string, string>): Namespace {
  if (mode === "host" || mode === "none") return { kind: mode };
  if (!mode.startsWith("container:")) return { kind: "own" };
  const target = mode.slice("container:".length);
  return { kind: "workload", of: names.get(target) ?? target };
}

function portOf(key: string): OpenPort {
  const [port = "", protocol = "tcp"] = key.split("/");
  return { port: Number(port), protocol: protocol as Protocol };
}

function nameOf(container: ContainerInspect): string {
  return container.Name.slice(1);
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}
