import { isUnknown, type Maybe, known as orElse } from "../../../model/known.ts";
import type { UnknownField } from "../../../model/labels.ts";
import type { Network } from "../../../model/network.ts";
import { type Link, plainWorkload, type Templates, type Workload } from "../../../model/workload.ts";
import { datastoreOf } from "../../datastores.ts";
import type { RunningService } from "../load/services.ts";
import type { Session } from "../load/session.ts";
import type { Lookup } from "../variables/substitute.ts";
import { words } from "../words.ts";
import { sourceOf } from "../yaml/sourceText.ts";
import { entries, field, items, type Value } from "../yaml/value.ts";
import { hostsOf, networkingOf } from "./attachments.ts";
import { careOf } from "./care.ts";
import { environmentOf, templateOf } from "./environment.ts";
import { noteFields } from "./fields.ts";
import { mountsOf, type Storage } from "./mounts.ts";
import { type Ids, serviceId } from "./names.ts";
import { labels } from "./pairs.ts";
import type { Positions } from "./positions.ts";
import { privilegesOf } from "./privileges.ts";
import { openPorts, publishedOf } from "./published.ts";
import { number, plainText, text, texts, written } from "./scalars.ts";
import { tellUnseen } from "./unseen.ts";

/** What a service is read with: the rest of its project. */
export interface Surroundings {
  readonly session: Session;
  readonly lookup: Lookup;
  readonly networks: Ids;
  /** Addresses of the host that networks publish at, by the network's id. */
  readonly bindings: ReadonlyMap<string, Maybe<string>>;
  readonly storage: Storage;
  /** Services by the names of their containers. */
  readonly containers: ReadonlyMap<string, string>;
  readonly described: readonly Network[];
  readonly positions: Positions;
}

/** A service as the topology has it. */
export function workloadOf(running: RunningService, around: Surroundings): Workload {
  const { name, key, value: service, isJob } = running;
  const id = serviceId(name);
  const { positions } = around;
  positions.set(["workloads", id], key);
  noteFields(service, id, positions);
  tellUnseen(service, around.session);
  const networking = networkingOf(service, around.networks, around.containers, positions, id);
  const environment = environmentOf(around.session, service, around.lookup, positions, id);
  const { mounts, unknown: moreMounts } = mountsOf(service, around.storage);
  for (const [index, { place }] of mounts.entries()) positions.set(["workloads", id, "mounts", index], place);
  const named = labels(field(service, "labels"));
  const dns = texts(items(field(service, "dns")));
  const { privileges, unknowns } = privilegesOf(service);
  const image = text(service, "image");
  const command = commandOf(service);
  const templates = templatesOf(service, around.session);
  const datastore = datastoreOf(image);
  const ports = publishedOf(service, bindingOf(networking.attachments, around), around, id);
  const tier = named.items["bulkhead.tier"];
  return {
    ...plainWorkload(id),
    name,
    kind:
      isJob || plainText(field(service, "deploy"), "mode")?.endsWith("-job") === true ? "job" : "container",
    ...(tier === undefined ? {} : { tier }),
    replicas: replicasOf(service),
    ...(image === undefined ? {} : { image }),
    ...(isBuilt(service) ? { built: true } : {}),
    ...(command === undefined ? {} : { command }),
    ...(templates === undefined ? {} : { templates }),
    environment: environment.entries,
    ...networking,
    ports: openPorts(service),
    published: ports.published,
    links: linksOf(service, around.containers),
    hosts: hostsOf(service),
    dns: dns.items,
    mounts: mounts.map(({ mount }) => mount),
    privileges,
    care: careOf(service),
    ...(datastore === undefined ? {} : { datastore }),
    labels: named.items,
    source: sourceOf(key),
    ...noted({
      ...unknowns,
      environment: environment.unknown,
      labels: named.unknown ?? labelFiles(service),
      dns: dns.unknown,
      mounts: moreMounts,
      ports: ports.unknown,
      published: ports.unknown,
    }),
  };
}

/** Files of labels are not read: no label that is looked at stands in one. */
function labelFiles(service: Value): string | undefined {
  return field(service, "label_file") === undefined ? undefined : "labels of files are not read";
}

/** `scale` goes before `deploy`; once per node is once on one engine. */
function replicasOf(service: Value): Maybe<number> {
  return number(service, "scale") ?? number(field(service, "deploy"), "replicas") ?? 1;
}

/** The entrypoint and its arguments; undefined where the image's own are used. */
function commandOf(service: Value): Maybe<readonly string[]> | undefined {
  const parts = ["entrypoint", "command"].map(name => {
    const given = field(service, name);
    if (given === undefined) return { items: [], unknown: undefined };
    if (given.kind === "list") return texts(given.items);
    const whole = text(service, name) ?? "";
    return isUnknown(whole)
      ? { items: [], unknown: whole.unknown }
      : { items: words(whole) ?? [], unknown: undefined };
  });
  const unknown = parts.find(part => part.unknown !== undefined)?.unknown;
  if (unknown !== undefined) return { unknown };
  const all = parts.flatMap(part => part.items);
  return all.length === 0 ? undefined : all;
}

/** Whether its image is made here, whatever it is called. */
function isBuilt(service: Value): boolean {
  const policy = plainText(service, "pull_policy");
  return field(service, "build") !== undefined || policy === "build" || policy === "never";
}

/** What command and labels say where they name variables. */
function templatesOf(service: Value, session: Session): Templates | undefined {
  const command = ["entrypoint", "command"].flatMap(name => {
    const given = field(service, name);
    if (given === undefined) return [];
    if (given.kind === "list") return given.items.map(one => templateOf(session, one) ?? written(one));
    return words(templateOf(session, given) ?? written(given)) ?? [];
  });
  const named = entries(field(service, "labels")).flatMap(({ name, key, value }) => {
    const template = templateOf(session, value, key);
    return template === undefined ? [] : [[name, template] as const];
  });
  const hasVariables = command.some(word => word.includes("$"));
  if (!hasVariables && named.length === 0) return undefined;
  return {
    ...(hasVariables ? { command } : {}),
    ...(named.length === 0 ? {} : { labels: Object.fromEntries(named) }),
  };
}

/** `SERVICE` or `SERVICE:ALIAS`; others made elsewhere are links to containers. */
function linksOf(service: Value, containers: ReadonlyMap<string, string>): Link[] {
  const links = (name: string, idOf: (target: string) => string): Link[] =>
    items(field(service, name)).map(link => {
      const [target = "", alias = target] = written(link).split(":");
      return { to: idOf(target), alias };
    });
  return [
    ...links("links", serviceId),
    ...links("external_links", target => containers.get(target) ?? target),
  ];
}

/** Where ports are published when the file gives no address: networks can say so, and the engine then does. */
function bindingOf(
  attachments: readonly { readonly network: string }[],
  around: Surroundings,
): Maybe<string> {
  const leading = attachments.filter(({ network }) => {
    const described = around.described.find(({ id }) => id === network);
    return described === undefined || orElse(described.internal, false) !== true;
  });
  const bindings = new Set(leading.map(({ network }) => around.bindings.get(network) ?? "0.0.0.0"));
  const [only = "0.0.0.0", ...others] = bindings;
  return others.length === 0 ? only : { unknown: "its networks publish at different addresses" };
}

/** What is not known of fields that cannot say so. */
function noted(reasons: Partial<Record<UnknownField, string | undefined>>): Pick<Workload, "unknowns"> {
  const found = Object.entries(reasons).filter(([, reason]) => reason !== undefined);
  return found.length === 0 ? {} : { unknowns: Object.fromEntries(found) };
}
