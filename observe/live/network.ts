import type { NetworkInspect } from "../../engine/index.ts";
import { type GatewayMode, ingressNetwork, type Network, plainNetwork } from "../../topology/index.ts";

const bridgeOption = "com.docker.network.bridge";

/** A network as it is on an engine, under its name. */
export function networkOf(network: NetworkInspect): Network {
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
    ...familiesOf(network),
    ...(bridge ? bridgeOf(network) : {}),
    // On this one a Swarm lets in what is published, and nothing else.
    ...(network.Ingress ? { id: ingressNetwork.id, memberTraffic: ingressNetwork.memberTraffic } : {}),
  };
}

/** What is as usual is not said. */
function familiesOf({ EnableIPv4, EnableIPv6, Options }: NetworkInspect): Partial<Network> {
  const mode = gatewayMode(Options?.[`${bridgeOption}.gateway_mode_ipv6`]);
  return {
    ...(EnableIPv4 === false ? { ipv4: false } : {}),
    ...(EnableIPv6 ? { ipv6: true } : {}),
    ...(mode === "nat" ? {} : { gateway6: mode }),
  };
}

function bridgeOf({ Id, Options }: NetworkInspect): Partial<Network> {
  const binding = Options?.[`${bridgeOption}.host_binding_ipv4`];
  const trusted = Options?.[`${bridgeOption}.trusted_host_interfaces`];
  return {
    interface: Options?.[`${bridgeOption}.name`] ?? `br-${Id.slice(0, 12)}`,
    ...(binding ? { publishesAt: binding } : {}),
    ...(trusted ? { trustedInterfaces: trusted.split(":") } : {}),
  };
}

function gatewayMode(option: string | undefined): GatewayMode {
  return option === "nat-unprotected" || option === "routed" || option === "isolated" ? option : "nat";
}
