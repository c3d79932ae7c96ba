import { type Place, size } from "../network/subnets.ts";
import { type NetworkPlan, networkUpon } from "../plan/network.ts";
import type { FixedPlace, Whereabouts, WrittenFile } from "../plan/workload.ts";
import type { EgressRelayArgs } from "../workload/args/egress.ts";
import type { WorkloadArgs } from "../workload/args/workload.ts";
import {
  gatewayCommand,
  gatewayHardening,
  gatewayHealth,
  gatewayPath,
  gatewayScript,
  gatewayUser,
} from "./gateway.ts";
import type { DirectCalls } from "./relayConfig.ts";
import { type EgressEntry, type EgressPort, egressPorts, goesByAddress } from "./rules.ts";

/** What is called by its address, and the network by which it is. */
export interface Direct {
  readonly plan: NetworkPlan;
  readonly ports: readonly EgressPort[];
}

/** That network, upon the one by which the relay is called by names; undefined where it has no name. */
export function directPlan(
  entries: readonly EgressEntry[],
  near: NetworkPlan,
  name: string | undefined,
  place: Place | undefined,
  labels: Readonly<Record<string, string>>,
): Direct | undefined {
  if (name === undefined || place === undefined) return undefined;
  return {
    plan: networkUpon(near, name, place, labels),
    ports: egressPorts(entries.filter(goesByAddress)),
  };
}

/** How a relay is started and asked that is a gateway besides. */
export function gatewayArgs({ hardening, replicas = 1 }: Partial<EgressRelayArgs>): Partial<WorkloadArgs> {
  return {
    entrypoint: gatewayCommand,
    health: { command: gatewayHealth(gatewayUser(hardening)) },
    hardening: gatewayHardening(hardening, replicas),
  };
}

/** What it is started with, for each replica its own. */
export function gatewayFile(
  direct: NetworkPlan,
  outer: NetworkPlan,
  { hardening }: Partial<EgressRelayArgs>,
): WrittenFile {
  return {
    path: gatewayPath,
    networks: [direct, outer].map(({ network }) => network.id),
    write: ({ addressAt, replica = 1 }) => {
      const { prefix } = direct.place.block;
      return gatewayScript({
        // As its attachment has it: the first replica's is the last of all.
        own: addressAt({ network: direct.network.id, fromEnd: replica }),
        address: `${addressAt(gatewayPlace(direct))}/${prefix}`,
        network: subnetOf(direct, addressAt),
        beyond: addressAt(gatewayPlace(outer)),
        user: gatewayUser(hardening),
      });
    },
  };
}

/** What its configuration says of these calls. */
export function directCalls(
  { plan, ports }: Direct,
  own: readonly NetworkPlan[],
  { addressAt }: Whereabouts,
): DirectCalls {
  return { ports, from: subnetOf(plan, addressAt), own: own.map(network => subnetOf(network, addressAt)) };
}

/** Where it is called by names: not where it is called at the addresses of others. */
export function elsewhereThan({ network }: NetworkPlan, { listen, networkName }: Whereabouts): string[] {
  return listen.filter(address => !address.includes(`.${networkName(network.id)}:`));
}

/** The address that a network's gateway has; the plugin moves a network, and leaves it as wide as it is. */
function gatewayPlace({ network, place }: NetworkPlan): FixedPlace {
  return { network: network.id, fromEnd: size(place.block.prefix) - 2 };
}

function subnetOf({ network, place }: NetworkPlan, addressAt: Whereabouts["addressAt"]): string {
  const { prefix } = place.block;
  return `${addressAt({ network: network.id, fromEnd: size(prefix) - 1 })}/${prefix}`;
}
