import * as docker from "@pulumi/docker";
import type { ComponentResource } from "@pulumi/pulumi";
import { labelList } from "../../labels.ts";
import { gatewayOf } from "../../network/subnets.ts";
import type { NetworkPlan } from "../../plan/network.ts";
import { registering } from "../../registering.ts";
import { transformed } from "../../transformed.ts";

/** Makes a network an overlay that spans the nodes of a Swarm. */
export function swarmNetwork(parent: ComponentResource, plan: NetworkPlan): docker.Network {
  const { id, internal, encrypted, subnets, labels } = plan.network;
  const [subnet = ""] = subnets;
  const networkArgs: docker.NetworkArgs = {
    driver: "overlay",
    internal: internal === true,
    // For services alone: nobody who may start a container joins it.
    attachable: false,
    ipamConfigs: [{ subnet, gateway: gatewayOf(plan.place.block) }],
    options: { ...(encrypted === true ? { encrypted: "true" } : {}), ...plan.driverOptions },
    labels: labelList({ ...labels, "bulkhead.segment": id }),
  };
  const options = { parent, deleteBeforeReplace: true };
  const last = transformed(`segment ${id}`, networkArgs, plan.transform);
  return registering(() => new docker.Network(id, last, options));
}
