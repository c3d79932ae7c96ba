import * as docker from "@pulumi/docker";
import type { ComponentResource, Output } from "@pulumi/pulumi";
import { labelList } from "../../labels.ts";
import { gatewayOf } from "../../network/subnets.ts";
import type { NetworkPlan } from "../../plan/network.ts";
import { registering } from "../../registering.ts";
import { transformed } from "../../transformed.ts";

/** Makes a network an overlay that spans the nodes of a Swarm. */
export function swarmNetwork(
  parent: ComponentResource,
  plan: NetworkPlan,
): { readonly name: Output<string>; readonly id: Output<string>; readonly subnet: Output<string> } {
  const { block, pool } = plan.place;
  const { id, internal, encrypted, subnets, labels } = plan.network;
  const [subnet = ""] = subnets;
  const networkArgs: docker.NetworkArgs = {
    driver: "overlay",
    internal: internal === true,
    // For services alone: nobody who may start a container joins it.
    attachable: false,
    ipamConfigs: [{ subnet, gateway: gatewayOf(block) }],
    options: { ...(encrypted === true ? { encrypted: "true" } : {}), ...plan.driverOptions },
    labels: labelList({
      ...labels,
      "bulkhead.segment": id,
      // As of a bridge: the plugin may find it another place while it is not made.
      ...(pool === undefined ? {} : { "bulkhead.placed": `${subnet} of ${pool}` }),
    }),
  };
  const options = { parent, deleteBeforeReplace: true };
  const last = transformed(`segment ${id}`, networkArgs, plan.transform);
  const made = registering(() => new docker.Network(id, last, options));
  const at = made.ipamConfigs.apply(configs => configs?.[0]?.subnet ?? subnet);
  return { name: made.name, id: made.id, subnet: at };
}
