import { isUnknown, type Maybe } from "../../../model/known.ts";
import type { Attachment, Namespace } from "../../../model/workload.ts";
import { entries, field, isNull, items, type Value } from "../yaml/value.ts";
import { type Ids, serviceId } from "./names.ts";
import type { Positions } from "./positions.ts";
import { number, plainText, text, texts, written } from "./scalars.ts";

/** Whose interfaces a service uses, and the networks they are on. */
export interface Networking {
  readonly namespace: Namespace;
  readonly attachments: readonly Attachment[];
}

/**
 * Reads `network_mode` and `networks`.
 *
 * @param containers services by the names of their containers.
 */
export function networkingOf(
  service: Value,
  ids: Ids,
  containers: ReadonlyMap<string, string>,
  positions: Positions,
  id: string,
): Networking {
  const mode = text(service, "network_mode");
  if (mode !== undefined) return byMode(mode, containers);
  const named = entries(field(service, "networks"));
  const containerName = plainText(service, "container_name");
  const own = containerName === undefined ? [] : [containerName];
  if (named.length === 0) return onNetworks([{ network: ids.get("default") ?? "default", aliases: own }]);
  const attachments = named.map(({ name, key, value }, index) => {
    positions.set(["workloads", id, "attachments", index], key);
    return attachment(ids.get(name) ?? name, value, own);
  });
  return onNetworks(attachments);
}

/** The names of the host's and of no network mean a namespace. */
function onNetworks(attachments: readonly Attachment[]): Networking {
  const special = attachments.find(({ network }) => network === "host" || network === "none")?.network;
  if (special === undefined) return { namespace: { kind: "own" }, attachments };
  return { namespace: { kind: special === "host" ? "host" : "none" }, attachments: [] };
}

function byMode(mode: Maybe<string>, containers: ReadonlyMap<string, string>): Networking {
  if (isUnknown(mode)) return { namespace: { kind: "unknown", unknown: mode.unknown }, attachments: [] };
  if (mode === "host" || mode === "none") return { namespace: { kind: mode }, attachments: [] };
  const [kind, ...rest] = mode.split(":");
  const name = rest.join(":");
  if (kind === "service") return { namespace: { kind: "workload", of: serviceId(name) }, attachments: [] };
  if (kind === "container") {
    return { namespace: { kind: "workload", of: containers.get(name) ?? name }, attachments: [] };
  }
  return { namespace: { kind: "own" }, attachments: [{ network: engineName(mode), aliases: [] }] };
}

/** The network of the engine that a service's `network_mode` names; undefined where it names none. */
export function networkOfMode(service: Value): string | undefined {
  const mode = plainText(service, "network_mode");
  return mode === undefined || /^(?:host|none|service:.*|container:.*)$/s.test(mode)
    ? undefined
    : engineName(mode);
}

function engineName(mode: string): string {
  return mode === "default" ? "bridge" : mode;
}

function attachment(network: string, value: Value, own: readonly string[]): Attachment {
  const aliases = texts(items(field(value, "aliases"))).items;
  const address = isNull(value) ? undefined : plainText(value, "ipv4_address");
  const priority = number(value, "gw_priority");
  return {
    network,
    aliases: [...new Set([...own, ...aliases])],
    ...(address === undefined ? {} : { address }),
    ...(typeof priority === "number" ? { gatewayPriority: priority } : {}),
  };
}

/** Names for addresses, `name=address` or with a colon. */
export function hostsOf(service: Value): { readonly name: string; readonly address: string }[] {
  return items(field(service, "extra_hosts")).flatMap(item => {
    const [, name = "", addresses = ""] = /^([^=:]+)[=:](.*)$/.exec(written(item)) ?? [];
    return addresses.split(",").map(address => ({ name, address: address.replace(/^\[(.*)\]$/, "$1") }));
  });
}
