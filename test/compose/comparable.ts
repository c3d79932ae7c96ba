import { join } from "node:path";
import type { Topology, Workload } from "../../topology/index.ts";
import { environment } from "./projects.ts";

const home = environment["HOME"] ?? "~";

/**
 * A topology without what Compose's canonical file says otherwise: names with the project's in front, absolute paths,
 * the order of what has none, networks and volumes that nobody uses.
 */
export function comparable(topology: Topology, folder: string, project: string): unknown {
  const id = (name: string): string =>
    name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name;
  const used = (kind: "network" | "volume", one: string): boolean =>
    topology.workloads.some(({ attachments, mounts }) =>
      kind === "network"
        ? attachments.some(({ network }) => network === one)
        : mounts.some(({ from }) => from === one),
    );
  return {
    workloads: topology.workloads.map(workload => workloadOf(workload, folder, id)),
    networks: topology.networks
      .filter(network => used("network", network.id))
      .map(({ source: _, ...network }) => ({ ...network, id: id(network.id) }))
      .sort(byId),
    volumes: topology.volumes
      .filter(volume => used("volume", volume.id))
      .map(({ source: _, ...volume }) => ({ ...volume, id: id(volume.id) }))
      .sort(byId),
  };
}

function workloadOf(
  { source: _, templates: __, ...workload }: Workload,
  folder: string,
  id: (name: string) => string,
): unknown {
  return {
    ...workload,
    // Where they come from is not in the canonical file.
    environment: sorted(workload.environment.map(({ template: ___, file: ____, ...entry }) => entry)),
    attachments: sorted(
      workload.attachments.map(one => ({
        ...one,
        network: id(one.network),
        aliases: [...one.aliases].sort(),
      })),
    ),
    ports: sorted(workload.ports),
    published: sorted(workload.published),
    hosts: sorted(workload.hosts),
    care: { ...workload.care, ulimits: sorted(workload.care.ulimits) },
    mounts: sorted(
      workload.mounts.map(({ from, ...mount }) => ({
        ...mount,
        at: mount.at.replace(/(?<=.)\/$/, ""),
        ...(typeof from !== "string"
          ? { from }
          : { from: mount.kind === "bind" ? absolute(folder, from.replace(/^~/, home)) : id(from) }),
      })),
    ),
  };
}

function absolute(folder: string, path: string): string {
  return path.startsWith("/") ? path : join(folder, path);
}

function sorted<T>(items: readonly T[]): T[] {
  return items
    .map(item => [JSON.stringify(item), item] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, item]) => item);
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}
