import { isUnknown, type Maybe } from "../../model/known.ts";
import { plainWorkload, type Workload } from "../../model/workload.ts";
import { datastoreOf } from "../datastores.ts";
import { peerName, servicePlace } from "./attachments.ts";
import { serviceCare } from "./care.ts";
import { commandOf, hostsOf } from "./container.ts";
import { serviceEnvironment } from "./environment.ts";
import type { Fields } from "./fields.ts";
import { imageOf } from "./images.ts";
import { labelsOf, together, unknowns } from "./labels.ts";
import { serviceMounts } from "./mounts.ts";
import { servicePrivileges } from "./privileges.ts";
import { servicePorts } from "./published.ts";
import { fieldsOf } from "./references.ts";
import type { StackResource } from "./resource.ts";
import type { World } from "./world.ts";

/** A docker.Service as the topology has it. */
export function serviceOf(id: string, resource: StackResource, world: World): Workload {
  const plain = plainWorkload(id);
  const fields = fieldsOf(resource);
  const task = fields.object("taskSpec");
  const container = task.object("containerSpec");
  const ports = servicePorts(fields.object("endpointSpec"));
  const publishes = ports.published.length > 0 || ports.unknowns !== undefined;
  const place = servicePlace(resource, task, world.networks.references, publishes);
  const mounted = serviceMounts(resource, container, world.volumes.references);
  const { privileges, ...shutter } = servicePrivileges(container, plain.privileges);
  const environment = serviceEnvironment(container);
  const [ofService, ofTask] = [labelsOf(fields), labelsOf(container)];
  const { references, names } = world.images;
  const image = imageOf(resource, "taskSpec", container, references, names);
  const hosts = hostsOf(container);
  const dns = container.object("dnsConfig").texts("nameservers");
  const command = commandOf(container, "commands", "args");
  const datastore = datastoreOf(image);
  const labels = { ...ofTask.labels, ...ofService.labels };
  const tier = labels["bulkhead.tier"];
  return {
    ...plain,
    name: peerName(resource, fields),
    kind: "service",
    ...(tier === undefined ? {} : { tier }),
    replicas: replicasOf(fields.object("mode")),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    environment: environment.environment,
    namespace: place.namespace,
    attachments: place.attachments,
    published: ports.published,
    hosts: hosts.hosts,
    dns: dns.items,
    mounts: mounted.mounts,
    privileges,
    care: serviceCare(task).care,
    ...(datastore === undefined ? {} : { datastore }),
    labels,
    origin: resource.urn,
    ...together(
      ...[place, ports, mounted, shutter, environment, ofTask, ofService, hosts],
      unknowns({ dns: dns.unknown }),
    ),
  };
}

function replicasOf(mode: Fields): Maybe<number> {
  const global = mode.flag("global") ?? false;
  if (isUnknown(global)) return global;
  if (global) return { unknown: "one runs on each node" };
  return mode.object("replicated").number("replicas") ?? 1;
}
