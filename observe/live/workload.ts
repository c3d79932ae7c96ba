import type { ContainerInspect, Endpoint } from "../../engine/index.ts";
import {
  type Attachment,
  datastoreOf,
  type EnvironmentEntry,
  type Link,
  type MountedPath,
  type Namespace,
  plainWorkload,
  type Workload,
} from "../../topology/index.ts";
import { careOf } from "./care.ts";
import { portOf, publishedAddresses } from "./ports.ts";
import { privilegesOf } from "./privileges.ts";

/**
 * A running container, under its name.
 *
 * @param names of all that run, by their ids.
 */
export function workloadOf(container: ContainerInspect, names: ReadonlyMap<string, string>): Workload {
  const { HostConfig, Config } = container;
  const labels = Config.Labels ?? {};
  const tier = labels["bulkhead.tier"];
  const datastore = datastoreOf(Config.Image);
  return {
    ...plainWorkload(nameOf(container)),
    ...(tier === undefined ? {} : { tier }),
    image: Config.Image,
    command: [...(Config.Entrypoint ?? []), ...(Config.Cmd ?? [])],
    environment: (Config.Env ?? []).map(entryOf),
    namespace: namespaceOf(HostConfig.NetworkMode ?? "", names),
    attachments: attachmentsOf(container),
    ports: Object.keys(Config.ExposedPorts ?? {}).map(portOf),
    published: publishedAddresses(container),
    publishAll: HostConfig.PublishAllPorts ?? false,
    links: linksOf(container),
    hosts: (HostConfig.ExtraHosts ?? []).map(hostOf),
    dns: HostConfig.Dns ?? [],
    mounts: mountsOf(container),
    privileges: privilegesOf(container),
    care: careOf(container),
    ...(datastore === undefined ? {} : { datastore }),
    labels,
  };
}

export function nameOf(container: ContainerInspect): string {
  return container.Name.slice(1);
}

function entryOf(text: string): EnvironmentEntry {
  const at = text.indexOf("=");
  return at < 0
    ? { name: text, secret: false }
    : { name: text.slice(0, at), secret: false, value: text.slice(at + 1) };
}

function namespaceOf(mode: string, names: ReadonlyMap<string, string>): Namespace {
  if (mode === "host" || mode === "none") return { kind: mode };
  if (!mode.startsWith("container:")) return { kind: "own" };
  const target = mode.slice("container:".length);
  return { kind: "workload", of: names.get(target) ?? target };
}

function attachmentsOf(container: ContainerInspect): Attachment[] {
  return endpointsOf(container)
    .filter(([network]) => network !== "none" && network !== "host")
    .map(([network, endpoint]) => ({
      network,
      // The engine answers to a container's short id as well, which says nothing.
      aliases: (endpoint.Aliases ?? []).filter(alias => alias !== container.Id.slice(0, 12)),
      ...(endpoint.IPAMConfig?.IPv4Address ? { address: endpoint.IPAMConfig.IPv4Address } : {}),
      ...(endpoint.GwPriority ? { gatewayPriority: endpoint.GwPriority } : {}),
    }));
}

function endpointsOf(container: ContainerInspect): [string, Endpoint][] {
  return Object.entries(container.NetworkSettings.Networks ?? {});
}

/** `/NAME:/THIS/ALIAS` on the default bridge, `NAME:ALIAS` on others. */
function linksOf(container: ContainerInspect): Link[] {
  const texts = [
    ...(container.HostConfig.Links ?? []),
    ...endpointsOf(container).flatMap(([, { Links }]) => Links ?? []),
  ];
  return texts.map(text => {
    const [to = "", alias = ""] = text.split(":");
    return { to: to.replace(/^\//, ""), alias: alias.slice(alias.lastIndexOf("/") + 1) };
  });
}

function hostOf(text: string): Workload["hosts"][number] {
  const at = text.indexOf(":");
  return { name: text.slice(0, at), address: text.slice(at + 1) };
}

/** Those in `Tmpfs` of its settings are not among its mounts. */
function mountsOf({ Mounts, HostConfig }: ContainerInspect): MountedPath[] {
  return [
    ...Mounts.map(
      ({ Type, Name, Source, Destination, RW, Propagation }): MountedPath => ({
        kind: Type === "volume" || Type === "tmpfs" ? Type : "bind",
        ...(Type === "tmpfs" ? {} : { from: Name ?? Source }),
        at: Destination,
        readOnly: !RW,
        ...(Propagation ? { propagation: Propagation } : {}),
      }),
    ),
    ...Object.entries(HostConfig.Tmpfs ?? {}).map(
      ([at, options]): MountedPath => ({
        kind: "tmpfs",
        at,
        readOnly: false,
        ...(options === "" ? {} : { options: options.split(",") }),
      }),
    ),
  ];
}
