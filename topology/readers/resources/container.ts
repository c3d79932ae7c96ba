import { plainWorkload, type Workload } from "../../model/workload.ts";
import { datastoreOf } from "../datastores.ts";
import { containerPlace, peerName } from "./attachments.ts";
import { containerCare } from "./care.ts";
import { containerEnvironment } from "./environment.ts";
import type { Fields } from "./fields.ts";
import { imageOf } from "./images.ts";
import { firstOf, labelsOf, plainText, together, unknowns, wholeList } from "./labels.ts";
import { containerMounts, type Mounted, type MountsOf } from "./mounts.ts";
import { containerPrivileges } from "./privileges.ts";
import { containerPorts } from "./published.ts";
import { fieldsOf } from "./references.ts";
import type { StackResource } from "./resource.ts";
import type { World } from "./world.ts";

/** A docker.Container as the topology has it. */
export function containerOf(id: string, resource: StackResource, world: World): Workload {
  const fields = fieldsOf(resource);
  const { networks, containers, images } = world;
  const place = containerPlace(resource, fields, networks.references, containers.references);
  const ports = containerPorts(fields);
  const mounted = mountsOf(resource, world);
  const { privileges, ...shutter } = containerPrivileges(fields);
  const { care, ...kept } = containerCare(fields);
  const environment = containerEnvironment(fields);
  const labelled = labelsOf(fields);
  const image = imageOf(resource, "image", fields, images.references, images.names);
  const hosts = hostsOf(fields);
  const dns = fields.texts("dns");
  const command = commandOf(fields, "entrypoints", "command");
  const datastore = datastoreOf(image);
  const tier = labelled.labels["bulkhead.tier"];
  return {
    ...plainWorkload(id),
    name: peerName(resource, fields),
    ...(tier === undefined ? {} : { tier }),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    environment: environment.environment,
    namespace: place.namespace,
    attachments: place.attachments,
    published: ports.published,
    publishAll: fields.flag("publishAllPorts") ?? false,
    hosts: hosts.hosts,
    dns: dns.items,
    mounts: mounted.mounts,
    privileges,
    care,
    ...(datastore === undefined ? {} : { datastore }),
    labels: labelled.labels,
    origin: resource.urn,
    ...together(
      place,
      ports,
      mounted,
      shutter,
      kept,
      environment,
      labelled,
      hosts,
      unknowns({ dns: dns.unknown }),
    ),
  };
}

/** What is run, where that is not the image's to say: entrypoint and arguments. */
export function commandOf(fields: Fields, entrypoint: string, args: string): Workload["command"] {
  if (!fields.has(entrypoint) && !fields.has(args)) return undefined;
  const [first, rest] = [fields.texts(entrypoint), fields.texts(args)];
  return wholeList({ items: [...first.items, ...rest.items], unknown: first.unknown ?? rest.unknown });
}

/** Extra names for addresses, of a container or of a service's tasks. */
export function hostsOf(fields: Fields): Pick<Workload, "hosts" | "unknowns"> {
  const { items, unknown } = fields.objects("hosts");
  const read = items.map(item => ({
    name: plainText(item.text("host")),
    address: plainText(item.text("ip")),
  }));
  const whys = [unknown, ...read.flatMap(({ name, address }) => [name.why, address.why])];
  const hosts = read.flatMap(({ name, address }) =>
    name.value === undefined || address.value === undefined
      ? []
      : [{ name: name.value, address: address.value }],
  );
  return { hosts, ...unknowns({ hosts: firstOf(whys) }) };
}

/** A container's mounts, those included that it takes over from others. */
function mountsOf(resource: StackResource, world: World, takers: readonly StackResource[] = []): Mounted {
  const { containers, volumes } = world;
  const others: MountsOf = name => {
    const found = containers.references.resource(name.replace(/:r[ow]$/, ""));
    // Who takes over his own volumes, by whatever detour, gets none: the engine refuses the circle.
    if (found === undefined || found === resource || takers.includes(found)) return undefined;
    return mountsOf(found, world, [...takers, resource]);
  };
  return containerMounts(resource, fieldsOf(resource), volumes.references, others);
}
