import type { NetworkInspect } from "../../engine/index.ts";
import {
  bridgeInterface,
  type GatewayMode,
  ingressNetwork,
  type Network,
  plainNetwork,
} from "../../topology/index.ts";

const bridgeOption = "com.docker.network.bridge";

/**
 * A network as it is on an engine, under its name.
 *
 * @param networks all that are there.
 */
export function networkOf(network: NetworkInspect, networks: readonly NetworkInspect[]): Network {
  const options = network.Options ?? {};
  const bridge = network.Driver === "bridge";
  return {
    ...plainNetwork(network.Name),
    driver: network.Driver,
    internal: network.Internal || isUponInternal(network, networks),
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

/** Whether it is made upon the bridge of another that leads nowhere, and so leads nowhere itself. */
function isUponInternal({ Driver, Options }: NetworkInspect, networks: readonly NetworkInspect[]): boolean {
  if (Driver !== "macvlan" && Driver !== "ipvlan") return false;
  const parent = Options?.["parent"];
  return networks.some(
    one => one.Driver === "bridge" && one.Internal && parent !== undefined && interfaceOf(one) === parent,
  );
}

function interfaceOf({ Id, Options }: NetworkInspect): string {
  return Options?.[`${bridgeOption}.name`] ?? bridgeInterface(Id);
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

function bridgeOf(network: NetworkInspect): Partial<Network> {
  const { Options } = network;
  const binding = Options?.[`${bridgeOption}.host_binding_ipv4`];
  const trusted = Options?.[`${bridgeOption}.trusted_host_interfaces`];
  return {
    interface: interfaceOf(network),
    ...(binding ? { publishesAt: binding } : {}),
    ...(trusted ? { trustedInterfaces: trusted.split(":") } : {}),
  };
}

function gatewayMode(option: string | undefined): GatewayMode {
  return option === "nat-unprotected" || option === "routed" || option === "isolated" ? option : "nat";
}
