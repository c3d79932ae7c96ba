import type * as docker from "@pulumi/docker";
import type { Output } from "@pulumi/pulumi";
import { type Network, plainNetwork } from "../../topology/index.ts";
import { formatBlock, type Place } from "../network/subnets.ts";
import { onEngine, type PlacementPlan, type SwarmPlacement } from "./placement.ts";

/** A network to be made: what it is for, and where it has its place. */
export interface NetworkPlan {
  /** What it is in the topology, its name there being the component's. */
  readonly network: Network;
  readonly place: Place;
  readonly placement: PlacementPlan;
  /**
   * The network on whose bridge it is made, as a macvlan: its members have a gateway there, which a bridge that leads
   * nowhere does not give, and meet each other and nobody else. @default it is a bridge of its own
   */
  readonly upon?: { readonly network: string; readonly id?: Output<string> };
  /** Its members may call each other, on every port they answer on. */
  readonly mutual: boolean;
  /** Options of the engine's bridge driver beyond those its behaviour asks for. */
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly transform: ((args: docker.NetworkArgs) => docker.NetworkArgs) | undefined;
}

/** What a network is for. */
export type NetworkKind = "internal" | "egress" | "publish";

/** What of a network's behaviour is chosen; the rest follows from its kind. */
export interface Behaviour {
  readonly kind?: NetworkKind | undefined;
  readonly memberTraffic?: boolean | undefined;
  readonly hostAddress?: boolean | undefined;
}

/** How a network behaves. */
export function behaviourOf({
  kind = "internal",
  memberTraffic,
  hostAddress,
}: Behaviour): Record<"internal" | "memberTraffic" | "hostAddress" | "masquerade", boolean> {
  const internal = kind === "internal";
  return {
    internal,
    memberTraffic: memberTraffic ?? internal,
    hostAddress: internal ? (hostAddress ?? false) : true,
    masquerade: kind === "egress",
  };
}

/** What a network is in the topology. */
export function networkOf(
  id: string,
  behaviour: Behaviour,
  { block }: Place,
  labels: Readonly<Record<string, string>> = {},
  placement: PlacementPlan = onEngine,
): Network {
  const driven = placement.kind === "engine" ? behaviourOf(behaviour) : overlaid(behaviour, placement);
  return { ...plainNetwork(id), ...driven, subnets: [formatBlock(block)], labels };
}

/**
 * How an overlay behaves. Its members always reach each other. One that is not internal leads out by a bridge that each
 * node has, over which what is published comes in; nobody can have the one without the other.
 */
function overlaid({ kind = "internal" }: Behaviour, { encrypted }: SwarmPlacement): Partial<Network> {
  const internal = kind === "internal";
  const outer = { hostAddress: !internal, masquerade: !internal };
  return { driver: "overlay", internal, memberTraffic: true, ...outer, encrypted };
}

/** A network that a component has for itself. */
export function ownNetwork(
  id: string,
  kind: NetworkKind,
  place: Place,
  labels: Readonly<Record<string, string>>,
  placement: PlacementPlan,
): NetworkPlan {
  const network = networkOf(id, { kind }, place, labels, placement);
  return { network, place, placement, mutual: false, driverOptions: {}, transform: undefined };
}

/** A network that a component has for itself upon the bridge of another of its own, which is internal, and so it is, too. */
export function networkUpon(
  { network }: NetworkPlan,
  id: string,
  place: Place,
  labels: Readonly<Record<string, string>>,
): NetworkPlan {
  const own = ownNetwork(id, "internal", place, labels, onEngine);
  return { ...own, network: { ...own.network, driver: "macvlan" }, upon: { network: network.id } };
}

/** True for a network over which the host is reached, and what is published comes in. */
export function leadsToHost(network: Network): boolean {
  return network.internal === false;
}

/** True for a network with a way out of the host. */
export function leadsOut(network: Network): boolean {
  return leadsToHost(network) && network.masquerade === true;
}
