import { isUnknown } from "../../model/known.ts";
import type { Attachment, Namespace, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { firstOf, unknowns } from "./labels.ts";
import { defaultBridge } from "./network.ts";
import type { References } from "./references.ts";
import { nameOf, type StackResource } from "./resource.ts";

/** Whose interfaces a workload uses, and which networks they are on. */
export type Place = Pick<Workload, "namespace" | "attachments" | "unknowns">;

const own: Namespace = { kind: "own" };

/**
 * Where a container is: on the networks it names, or where its mode puts it. Naming networks takes it off the default
 * bridge, whatever the mode says, but not off a network that the mode names.
 */
export function containerPlace(
  resource: StackResource,
  fields: Fields,
  networks: References,
  containers: References,
): Place {
  const named = namedNetworks(resource, "networksAdvanced", fields.objects("networksAdvanced"), networks);
  const mode = fields.text("networkMode") ?? "default";
  if (isUnknown(mode)) {
    // Of what else a mode can be made of, only the container it joins is a resource.
    const [joined, ...others] = containers.behind(resource, "networkMode");
    if (joined !== undefined && others.length === 0) return joining(joined);
    const network = networks.resolve(resource, "networkMode", mode);
    if (network === undefined) return { ...named, namespace: { kind: "unknown", ...mode } };
    return { ...named, attachments: [...named.attachments, attachedTo(network)] };
  }
  const listed = named.attachments.length > 0 || named.unknowns !== undefined;
  if (mode === "host" || (mode === "none" && !listed)) return { namespace: { kind: mode }, attachments: [] };
  if (mode === "none") return named;
  if (mode.startsWith("container:")) {
    const target = mode.slice("container:".length);
    return joining(containers.named(target) ?? target);
  }
  if (mode === "default" || mode === "bridge") {
    return listed ? named : { namespace: own, attachments: [attachedTo(defaultBridge.id)] };
  }
  const network = networks.named(mode) ?? mode;
  const known = named.attachments.some(one => one.network === network);
  return known ? named : { ...named, attachments: [...named.attachments, attachedTo(network)] };
}

/** Where the tasks of a service are: on the networks it names; the default bridge where it names and publishes nothing. */
export function servicePlace(
  resource: StackResource,
  task: Fields,
  networks: References,
  publishes: boolean,
): Place {
  const listed = task.objects("networksAdvanceds");
  const named = namedNetworks(resource, "taskSpec", listed, networks);
  const alone = named.attachments.length === 0 && named.unknowns === undefined;
  if (!alone || publishes) return named;
  return { namespace: own, attachments: [attachedTo(defaultBridge.id)] };
}

/** Networks by name or id. Those not known yet are the ones their property takes values from, where the numbers agree. */
function namedNetworks(
  resource: StackResource,
  property: string,
  { items, unknown }: ReturnType<Fields["objects"]>,
  networks: References,
): Place {
  const attachments: Attachment[] = [];
  const open: Fields[] = [];
  const whys = [unknown];
  for (const item of items) {
    const names = [item.text("name"), item.text("id")].filter(name => name !== undefined);
    const name = names.find(one => !isUnknown(one)) ?? names[0];
    if (name === undefined) continue;
    if (isUnknown(name)) {
      open.push(item);
      whys.push(name.unknown);
    } else if (name === "host" && networks.named(name) === undefined) {
      return { namespace: { kind: "host" }, attachments: [] };
    } else {
      attachments.push(attachment(networks.named(name) ?? name, item));
    }
  }
  const taken = new Set(attachments.map(({ network }) => network));
  const left = networks.behind(resource, property).filter(id => !taken.has(id));
  const agree = open.length > 0 && open.length === left.length && unknown === undefined;
  const [only] = open;
  const guessed = agree
    ? left.map(id => (open.length === 1 && only !== undefined ? attachment(id, only) : attachedTo(id)))
    : [];
  return {
    namespace: own,
    attachments: [...attachments, ...guessed],
    ...(agree ? {} : unknowns({ attachments: firstOf(whys) })),
  };
}

function attachment(network: string, item: Fields): Attachment {
  const address = item.text("ipv4Address");
  const priority = item.number("gwPriority");
  return {
    network,
    aliases: item.texts("aliases").items,
    ...(address === undefined || isUnknown(address) ? {} : { address }),
    ...(priority === undefined || isUnknown(priority) ? {} : { gatewayPriority: priority }),
  };
}

function attachedTo(network: string): Attachment {
  return { network, aliases: [] };
}

function joining(of: string): Place {
  return { namespace: { kind: "workload", of }, attachments: [] };
}

/** The name peers call a workload by: on the engine, or, while that is not known, in the program. */
export function peerName(resource: StackResource, fields: Fields): string {
  const name = fields.text("name");
  return name === undefined || isUnknown(name) ? nameOf(resource.urn) : name;
}
