import { isKnown, isUnknown, type Maybe } from "../../model/known.ts";
import { type Network, plainNetwork, unknownDriver } from "../../model/network.ts";
import { networkBehaviour } from "../bridge.ts";
import { firstOf, labelsOf, together, unknowns } from "./labels.ts";
import { fieldsOf } from "./references.ts";
import type { StackResource } from "./resource.ts";

/** The engine's default bridge, which nobody makes and everybody's containers end up on. */
export const defaultBridge: Network = { ...plainNetwork("bridge"), defaultBridge: true, external: true };

/** A docker.Network as the topology has it. */
export function networkOf(id: string, resource: StackResource): Network {
  const fields = fieldsOf(resource);
  const driver = fields.text("driver") ?? "bridge";
  const known = isUnknown(driver) ? unknownDriver : driver;
  const options = fields.entries("options");
  const behaviour = networkBehaviour(
    known,
    options.unknown === undefined ? new Map(options.items) : { unknown: options.unknown },
  );
  const { labels, ...unknownLabels } = labelsOf(fields);
  const { subnets, ...unknownSubnets } = subnetsOf(fields);
  const ipv6 = fields.flag("ipv6") ?? false;
  return {
    ...plainNetwork(id),
    driver: known,
    internal: fields.flag("internal") ?? false,
    attachable: fields.flag("attachable") ?? false,
    ...behaviour,
    ...(ipv6 === false ? {} : { ipv6 }),
    subnets,
    labels,
    origin: resource.urn,
    ...together(unknownLabels, unknownSubnets),
  };
}

function subnetsOf(fields: ReturnType<typeof fieldsOf>): Pick<Network, "subnets" | "unknowns"> {
  const { items, unknown } = fields.objects("ipamConfigs");
  const read: Maybe<string>[] = items.flatMap(item => item.text("subnet") ?? []);
  const why = firstOf([unknown, ...read.map(subnet => (isUnknown(subnet) ? subnet.unknown : undefined))]);
  return { subnets: read.filter(isKnown), ...unknowns({ subnets: why }) };
}
