import { isKnown, isUnknown, type Maybe } from "../../model/known.ts";
import { bridgeInterface, type Network, plainNetwork, unknownDriver } from "../../model/network.ts";
import { networkBehaviour } from "../bridge.ts";
import { firstOf, labelsOf, together, unknowns } from "./labels.ts";
import { fieldsOf } from "./references.ts";
import type { StackResource } from "./resource.ts";
import type { Kind } from "./world.ts";

/** The engine's default bridge, which nobody makes and everybody's containers end up on. */
export const defaultBridge: Network = { ...plainNetwork("bridge"), defaultBridge: true, external: true };

/**
 * A docker.Network as the topology has it.
 *
 * @param networks all of its stack.
 */
export function networkOf(id: string, resource: StackResource, networks: Kind): Network {
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
  const parent =
    options.unknown === undefined
      ? options.items.find(([option]) => option === "parent")?.[1]
      : { unknown: options.unknown };
  const isUpon = (known === "macvlan" || known === "ipvlan") && isInternal(resource) === false;
  return {
    ...plainNetwork(id),
    driver: known,
    internal: isUpon ? isInternalBelow(parent, resource, networks) : isInternal(resource),
    attachable: fields.flag("attachable") ?? false,
    ...behaviour,
    ...(ipv6 === false ? {} : { ipv6 }),
    subnets,
    labels,
    origin: resource.urn,
    ...together(unknownLabels, unknownSubnets),
  };
}

function isInternal(resource: StackResource): Maybe<boolean> {
  return fieldsOf(resource).flag("internal") ?? false;
}

/**
 * Whether a network upon the bridge of another, which the engine calls by its id, leads nowhere, as that one does. Any other
 * parent is an interface of the host's.
 */
function isInternalBelow(
  parent: Maybe<string> | undefined,
  resource: StackResource,
  { ids, references }: Kind,
): Maybe<boolean> {
  const bridges = [...ids].filter(([one]) => (fieldsOf(one).text("driver") ?? "bridge") === "bridge");
  if (isUnknown(parent)) {
    const [only, ...others] = references.behind(resource, "options");
    const below = bridges.find(([, id]) => id === only)?.[0];
    return below === undefined || others.length > 0 ? parent : isInternal(below);
  }
  const below = bridges.find(([{ id }]) => id !== undefined && parent === bridgeInterface(String(id)))?.[0];
  return below === undefined ? false : isInternal(below);
}

function subnetsOf(fields: ReturnType<typeof fieldsOf>): Pick<Network, "subnets" | "unknowns"> {
  const { items, unknown } = fields.objects("ipamConfigs");
  const read: Maybe<string>[] = items.flatMap(item => item.text("subnet") ?? []);
  const why = firstOf([unknown, ...read.map(subnet => (isUnknown(subnet) ? subnet.unknown : undefined))]);
  return { subnets: read.filter(isKnown), ...unknowns({ subnets: why }) };
}
