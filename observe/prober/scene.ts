import type { ContainerSummary, NetworkInspect } from "../../engine/index.ts";
import type { Network, Protocol, Workload } from "../../topology/index.ts";
import { helperLabel, type Namespace } from "../helper/namespaceHelper.ts";
import type { Instance } from "../live/instances.ts";
import { isOf, type StackMark } from "../stackMark.ts";

/** A running container whose network is looked at. */
export interface Resident extends Instance {
  /** Its addresses of IPv6, by the network's name on the engine. */
  readonly addresses6: Readonly<Record<string, string>>;
  /** Whose network namespace it is in. */
  readonly namespace: Namespace;
  /** It is on a network of the stack, and the stack did not make it. */
  readonly stranger: boolean;
  /** The node of a Swarm that it is on. @default that whose engine is asked */
  readonly node?: string;
  /** Its node's engine is not asked: it is called, and nothing is tried from it. @default false */
  readonly unseen?: true;
  /** Addresses of its service, which lead to any of its tasks. @default none */
  readonly virtual?: readonly string[];
  /** What a container that the stack did not make is called in its own stack, where that has labelled it. */
  readonly there?: string;
  /** It is a workload of another stack that this one knows of. @default false */
  readonly elsewhere?: true;
}

/** A container of the stack that does not run. */
export interface Stopped {
  readonly workload: string;
  readonly name: string;
  /** As the engine says it: `Exited (137) 2 minutes ago`. */
  readonly status: string;
}

/** What there is on an engine of a stack, and on its networks of others. */
export interface Scene {
  readonly residents: readonly Resident[];
  readonly strangers: readonly Resident[];
  readonly stopped: readonly Stopped[];
  /** Names in the topology, of networks by their names on the engine. */
  readonly segments: ReadonlyMap<string, string>;
  /** Further nodes of a Swarm whose engines are asked. @default none */
  readonly nodes?: readonly string[];
}

/** Addresses of whoever is called: its own, and those that lead to it as to any of its kind. */
export function addressesOf({ addresses, addresses6, virtual = [] }: Resident): string[] {
  return [...Object.values(addresses), ...Object.values(addresses6), ...virtual];
}

/** A scene in which those whom the stack knows of another are no strangers, but who they are. */
export function withNeighbours(scene: Scene, workloads: readonly Workload[]): Scene {
  const known = scene.strangers.flatMap(stranger => {
    const on = networksOf(stranger).map(network => scene.segments.get(network));
    const role = workloads.find(
      ({ elsewhere, attachments }) =>
        elsewhere !== undefined &&
        (elsewhere.workload === undefined || elsewhere.workload === stranger.there) &&
        attachments.some(({ network }) => on.includes(network)),
    );
    return role === undefined ? [] : [{ stranger, role: role.id }];
  });
  if (known.length === 0) return scene;
  const found = new Set(known.map(({ stranger }) => stranger));
  return {
    ...scene,
    residents: [
      ...scene.residents,
      ...known.map(({ stranger, role }): Resident => {
        return { ...stranger, workload: role, stranger: false, elsewhere: true };
      }),
    ],
    strangers: scene.strangers.filter(one => !found.has(one)),
  };
}

/**
 * The stack's networks: by their labels; those without any, which it has taken over, by their addresses, of which no two
 * networks of an engine have the same; and those of other stacks that it has a part in, by their names.
 */
export function segmentsOf(
  networks: readonly NetworkInspect[],
  stack: StackMark,
  declared: readonly Network[],
): Map<string, string> {
  const bySubnet = new Map(
    declared.flatMap(({ id, subnets }) => subnets.map(subnet => [subnet, id] as const)),
  );
  const byName = new Map(
    declared.flatMap(({ id, engineName }) => (engineName === undefined ? [] : [[engineName, id] as const])),
  );
  return new Map(
    networks.flatMap(({ Name, Labels, IPAM }) => {
      const shared = byName.get(Name);
      if (shared !== undefined) return [[Name, shared]];
      if (isOf(stack, Labels)) return [[Name, Labels?.["bulkhead.segment"] ?? Name]];
      if (Labels?.["bulkhead.stack"] !== undefined) return [];
      const [taken] = (IPAM.Config ?? []).flatMap(({ Subnet = "" }) => bySubnet.get(Subnet) ?? []);
      return taken === undefined ? [] : [[Name, taken]];
    }),
  );
}

/** Told apart by their labels. */
export function sceneOf(
  containers: readonly ContainerSummary[],
  segments: ReadonlyMap<string, string>,
  stack: StackMark,
): Scene {
  const names = new Map(containers.map(one => [one.Id, one]));
  const isOurs = ({ Labels }: ContainerSummary): boolean =>
    isOf(stack, Labels) && "bulkhead.workload" in Labels;
  const ours = containers.filter(isOurs);
  const running = containers.filter(({ State }) => State === "running");
  const others = running.filter(one => !isOurs(one) && !(helperLabel in one.Labels));
  const resident = (one: ContainerSummary): Resident => residentOf(one, names, !isOurs(one));
  return {
    residents: running.filter(isOurs).map(resident).sort(byName),
    strangers: others
      .map(resident)
      .filter(one => networksOf(one).some(network => segments.has(network)))
      .sort(byName),
    stopped: ours
      .filter(({ State }) => State !== "running")
      .map(one => ({
        workload: one.Labels["bulkhead.workload"] ?? "",
        name: nameOf(one),
        status: one.Status || one.State,
      })),
    segments,
  };
}

/** Names on the engine of the networks it is on. */
export function networksOf({ addresses, addresses6 }: Resident): string[] {
  return [...new Set([...Object.keys(addresses), ...Object.keys(addresses6)])];
}

function residentOf(
  container: ContainerSummary,
  all: ReadonlyMap<string, ContainerSummary>,
  stranger: boolean,
): Resident {
  const endpoints = Object.entries(container.NetworkSettings?.Networks ?? {});
  const addressed = (pick: (endpoint: (typeof endpoints)[number][1]) => string): Record<string, string> =>
    Object.fromEntries(
      endpoints.flatMap(([network, endpoint]) => {
        const address = pick(endpoint);
        return address ? [[network, address]] : [];
      }),
    );
  const namespace = namespaceOf(container, all);
  const there = container.Labels["bulkhead.workload"];
  return {
    workload: stranger ? nameOf(container) : (container.Labels["bulkhead.workload"] ?? ""),
    replica: Number(container.Labels["bulkhead.replica"] ?? 1),
    id: container.Id,
    name: nameOf(container),
    inHost: namespace === "host",
    addresses: addressed(({ IPAddress }) => IPAddress),
    addresses6: addressed(({ GlobalIPv6Address }) => GlobalIPv6Address),
    published: (container.Ports ?? []).flatMap(({ IP, PrivatePort, PublicPort, Type }) =>
      PublicPort === undefined
        ? []
        : [{ address: IP ?? "0.0.0.0", hostPort: PublicPort, port: PrivatePort, protocol: Type as Protocol }],
    ),
    namespace,
    stranger,
    ...(stranger && there !== undefined ? { there } : {}),
  };
}

/** That of the container whose network it shares, at the end of the chain. */
function namespaceOf(container: ContainerSummary, all: ReadonlyMap<string, ContainerSummary>): Namespace {
  const mode = container.HostConfig.NetworkMode ?? "";
  if (mode === "host") return "host";
  if (!mode.startsWith("container:")) return container.Id;
  const target = mode.slice("container:".length);
  const shared = all.get(target) ?? [...all.values()].find(one => nameOf(one) === target);
  return shared === undefined || shared.Id === container.Id ? container.Id : namespaceOf(shared, all);
}

function nameOf({ Names, Id }: ContainerSummary): string {
  return Names[0]?.slice(1) ?? Id.slice(0, 12);
}

/** By workload and replica. */
export function byName(left: Resident, right: Resident): number {
  return left.workload === right.workload
    ? left.replica - right.replica
    : left.workload < right.workload
      ? -1
      : 1;
}
