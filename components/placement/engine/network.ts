import * as docker from "@pulumi/docker";
import type { ComponentResource, Output } from "@pulumi/pulumi";
import { bridgeInterface } from "../../../topology/index.ts";
import { labelList } from "../../labels.ts";
import { gatewayOf } from "../../network/subnets.ts";
import type { NetworkPlan } from "../../plan/network.ts";
import { registering } from "../../registering.ts";
import { transformed } from "../../transformed.ts";

/** Makes a network a bridge of one engine, or a macvlan upon the bridge of another. */
export function engineNetwork(
  parent: ComponentResource,
  plan: NetworkPlan,
): { readonly name: Output<string>; readonly id: Output<string>; readonly subnet: Output<string> } {
  const { id, internal, memberTraffic, hostAddress, masquerade, subnets, labels } = plan.network;
  const [subnet = ""] = subnets;
  const { block, pool } = plan.place;
  const bridge = plan.upon?.id?.apply(bridgeInterface);
  const networkArgs: docker.NetworkArgs = {
    driver: bridge === undefined ? "bridge" : "macvlan",
    // The engine's word for a macvlan without a gateway; where it leads is its bridge's.
    internal: bridge === undefined && internal === true,
    // Both or neither: with the subnet alone the engine's answer never equals what was asked for.
    ipamConfigs: [{ subnet, gateway: gatewayOf(block) }],
    options:
      bridge !== undefined
        ? { parent: bridge }
        : {
            ...(memberTraffic === true ? {} : { "com.docker.network.bridge.enable_icc": "false" }),
            ...(hostAddress === true ? {} : { "com.docker.network.bridge.inhibit_ipv4": "true" }),
            ...(masquerade === true || internal === true
              ? {}
              : { "com.docker.network.bridge.enable_ip_masquerade": "false" }),
            ...plan.driverOptions,
          },
    labels: labelList({
      ...labels,
      "bulkhead.segment": id,
      // The plugin of this project reads it and takes it off: the place is its to change while the network is not made.
      ...(pool === undefined ? {} : { "bulkhead.placed": `${subnet} of ${pool}` }),
    }),
  };
  // Old and new have the same subnet, which only one network can have.
  const options = { parent, deleteBeforeReplace: true };
  const last = transformed(`segment ${id}`, networkArgs, plan.transform);
  const made = registering(() => new docker.Network(id, last, options));
  // The plugin may have found it another place.
  const at = made.ipamConfigs.apply(configs => configs?.[0]?.subnet ?? subnet);
  return { name: made.name, id: made.id, subnet: at };
}
