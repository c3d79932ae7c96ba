import type { PortMap } from "../../../engine/index.ts";

import { holdsUnknown, isList, isObject, type Value } from "../../protocol/values.ts";
import { canonicalAddress } from "../../tables/address.ts";
import { addressesRule, addressRule } from "../../tables/addressRules.ts";
import { same } from "../../tables/canonical.ts";
import { bag, flag, integer, list, map, object, set, text } from "../../tables/shape.ts";
import { endpointInputs, endpointShape } from "./endpoints.ts";
import { host, row } from "./rows.ts";

export type PortInput = {
  readonly internal: number;
  readonly external?: number;
  readonly ip?: string;
  readonly protocol?: string;
};
type HostInput = { readonly host: string; readonly ip: string };

export const portShape = object("ContainerPort", {
  internal: { about: "the container's port", shape: integer(1, 65535), required: true },
  external: { about: "the host's port; 0 or none for a free one", shape: integer(0, 65535) },
  ip: { about: "the host's address to publish on", ...addressRule(), default: "0.0.0.0" },
  protocol: {
    about: "tcp, udp or sctp",
    shape: text,
    default: "tcp",
    normal: protocol => (typeof protocol === "string" ? protocol.toLowerCase() : protocol),
    complain: protocol =>
      typeof protocol === "string" && !/^(tcp|udp|sctp)$/i.test(protocol)
        ? `"${protocol}" is not one of "tcp", "udp", "sctp"`
        : undefined,
  },
});

/** How the container is reached and what it reaches. */
export const networkingRows = {
  dns: host("Dns", {
    about: "addresses of DNS servers, first asked first",
    shape: list(text),
    ...addressesRule,
    change: "replace",
  }),
  dnsOpts: host("DnsOptions", {
    about: "options of its resolver, e.g. ndots:1",
    shape: list(text),
    change: "replace",
  }),
  dnsSearches: host("DnsSearch", {
    about: "domains tried for short names, in this order",
    shape: list(text),
    change: "replace",
  }),
  hosts: row<HostInput[]>({
    about: "further entries of /etc/hosts",
    shape: set(
      object("ContainerHost", {
        host: { about: "its name", shape: text, required: true },
        ip: {
          about: "its address, or host-gateway",
          ...addressRule({ orWord: "host-gateway" }),
          required: true,
        },
      }),
    ),
    change: "replace",
    write: (hosts, spec) => {
      spec.HostConfig.ExtraHosts = hosts.map(entry => `${entry.host}:${entry.ip}`);
    },
    observe: ({ container }) =>
      (container.HostConfig.ExtraHosts ?? []).map(entry => {
        const colon = entry.indexOf(":");
        return { host: entry.slice(0, colon), ip: entry.slice(colon + 1) };
      }),
  }),
  logDriver: row<string>({
    about: "where the engine writes its log",
    shape: text,
    change: "replace",
    write: (driver, spec) => {
      spec.HostConfig.LogConfig = { ...spec.HostConfig.LogConfig, Type: driver };
    },
    observe: ({ container }) => container.HostConfig.LogConfig?.Type,
    holds: (value, { container }) => value === container.HostConfig.LogConfig?.Type,
  }),
  logOpts: row<Record<string, string>>({
    about: "options of the log driver",
    shape: map,
    change: "replace",
    write: (options, spec) => {
      spec.HostConfig.LogConfig = { ...spec.HostConfig.LogConfig, Config: options };
    },
    observe: ({ container }) => container.HostConfig.LogConfig?.Config,
    output: () => null,
  }),
  networkMode: row<string>({
    about: "bridge, none, host, container:NAME, or a network to start on",
    shape: text,
    default: "bridge",
    // Engines before 26 show the one as the other.
    normal: mode => (mode === "default" || mode === "" ? "bridge" : mode),
    change: {
      decide: (before, after) => (isOwnMode(before) && isOwnMode(after) ? "update" : "replace"),
      about: "in place between bridge and none, else replaces",
    },
    write: (mode, spec) => {
      spec.HostConfig.NetworkMode = mode;
    },
    // The engine goes on showing the mode a container was made with; which networks it is on, its endpoints tell.
    observe: ({ container, inputs }) => {
      const mode = container.HostConfig.NetworkMode;
      const given = inputs?.["networkMode"];
      return isOwnMode(mode) && isOwnMode(given) ? (given as string) || "bridge" : mode;
    },
    // The engine keeps another container by its id.
    output: ({ container: { HostConfig } }) =>
      HostConfig.NetworkMode?.startsWith("container:") ? HostConfig.NetworkMode : undefined,
    unknownUntilMade: given => typeof given === "string" && given.startsWith("container:"),
  }),
  networksAdvanced: row({
    about: "the networks it is on, in place of the mode's",
    shape: set(endpointShape),
    // A network that is being replaced must lose its containers before it can go, so an unknown one replaces them.
    change: {
      decide: (before, after) =>
        holdsUnknown(after) ? "replace" : joinsWithMac(before, after) ? { from: "1.54" } : "update",
      about:
        "in place; replaces where a network is itself replaced, or (below API 1.54) joined with a macAddress",
    },
    drifts: true,
    observe: ({ container, inputs, fixedMac }) => endpointInputs(container, inputs, fixedMac),
  }),
  ports: row<PortInput[]>({
    about: "ports published on the host",
    // Two free ports of the host may lead to one of the container's.
    shape: bag(portShape),
    change: "replace",
    write: (ports, spec) => {
      spec.ExposedPorts = Object.fromEntries(ports.map(port => [portKey(port), {}]));
      spec.HostConfig.PortBindings = Object.fromEntries(
        Map.groupBy(ports, portKey)
          .entries()
          .map(([key, group]) => [key, group.map(binding)]),
      );
    },
    observe: ({ container }) => inputPorts(container.HostConfig.PortBindings),
    unknownUntilMade: given => isList(given) && given.some(port => !isObject(port) || !port["external"]),
    output: ({ container, inputs }) => publishedPorts(container.NetworkSettings.Ports, inputs?.["ports"]),
  }),
  publishAllPorts: host("PublishAllPorts", {
    about: "publish each port the image exposes on a free port of the host",
    shape: flag,
    change: "replace",
  }),
};

/** True where a network is to be joined, newly or anew, with a MAC address: engines before API 1.54 ignore it then. */
function joinsWithMac(before: Value, after: Value): boolean {
  const had = isList(before) ? before : [];
  return (
    isList(after) &&
    after.some(one => isObject(one) && Boolean(one["macAddress"]) && !had.some(old => same(old, one)))
  );
}

/** A mode that says no more than which network a container of its own interfaces begins on: it can be moved to others. */
function isOwnMode(mode: Value | undefined): boolean {
  return typeof mode === "string" && ["", "bridge", "default", "none"].includes(mode);
}

/** Addresses of the host that the container takes for itself: `ip:port/protocol`. */
export function hostPorts(inputs: Readonly<Record<string, unknown>>): string[] {
  const ports = (inputs["ports"] ?? []) as readonly PortInput[];
  return ports.flatMap(({ external, ip, protocol }) =>
    external ? [`${canonicalAddress(ip ?? "") ?? ip ?? "0.0.0.0"}:${external}/${protocolOf(protocol)}`] : [],
  );
}

function portKey({ internal, protocol }: PortInput): string {
  return `${internal}/${protocolOf(protocol)}`;
}

function protocolOf(given: string | undefined): string {
  return given?.toLowerCase() ?? "tcp";
}

function binding({ ip, external }: PortInput): { HostIp: string; HostPort: string } {
  return { HostIp: ip ?? "0.0.0.0", HostPort: String(external ?? 0) };
}

function inputPorts(ports: PortMap | null | undefined): PortInput[] {
  return flatPorts(ports).map(({ external, ...port }) => (external === 0 ? port : { ...port, external }));
}

/** The ports with the host's ports the engine chose; a stopped container shows what was asked for. */
function publishedPorts(ports: PortMap | null, given: unknown): PortInput[] {
  const asked = (Array.isArray(given) ? given : []) as readonly PortInput[];
  const chosen = flatPorts(ports).filter(one => !asked.some(port => port.external === one.external));
  return asked.map(port => {
    if (port.external) return port;
    const match = chosen.findIndex(
      one =>
        one.internal === port.internal &&
        one.protocol === protocolOf(port.protocol) &&
        sameAddress(one.ip, port.ip),
    );
    // Each of the host's ports stands for one of those that were asked for.
    const [taken] = match === -1 ? [] : chosen.splice(match, 1);
    return taken === undefined ? port : { ...port, external: taken.external };
  });
}

function sameAddress(left: string | undefined, right: string | undefined): boolean {
  const any = (address: string | undefined): string =>
    address === undefined || address === "" ? "0.0.0.0" : (canonicalAddress(address) ?? address);
  return any(left) === any(right);
}

function flatPorts(ports: PortMap | null | undefined): Required<PortInput>[] {
  return Object.entries(ports ?? {}).flatMap(([key, bindings]) => {
    const [internal = "", protocol = "tcp"] = key.split("/");
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      internal: Number(internal),
      external: Number(HostPort || 0),
      ip: HostIp || "0.0.0.0",
      protocol,
    }));
  });
}
