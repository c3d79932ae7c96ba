import type {
  MountedPath,
  Namespace,
  Network,
  Topology,
  UnknownField,
  Workload,
} from "../../../topology/index.ts";
import { networkIds, workloadIds } from "./arbitraries.ts";

/** The same topology with one thing told in each way it can be known, and once not at all. */
export interface Variants {
  readonly what: string;
  readonly unknown: Topology;
  readonly known: readonly Topology[];
}

/** All things of a topology that may be unknown, each with its variants. */
export function variantsOf(topology: Topology): Variants[] {
  return [
    ...topology.networks.flatMap(({ id }) =>
      networkValues.map(([flag, values]) =>
        variants(`${flag} of ${id}`, values, value => withNetwork(topology, id, { [flag]: value })),
      ),
    ),
    ...topology.workloads.flatMap(workload => workloadVariants(topology, workload)),
    variants("userland proxy", [true, false], userlandProxy => ({
      ...topology,
      engine: { version: "28.0.0", userlandProxy },
    })),
  ];
}

const unknown = { unknown: "not said yet" };
type Unknown = typeof unknown;

const networkValues: readonly (readonly [keyof Network, readonly unknown[]])[] = [
  ["internal", [true, false]],
  ["memberTraffic", [true, false]],
  ["gateway", ["nat", "nat-unprotected", "routed", "isolated"]],
  ["hostAddress", [true, false]],
  ["masquerade", [true, false]],
  ["attachable", [true, false]],
  ["encrypted", [true, false]],
];

function variants<T>(what: string, values: readonly T[], tell: (value: T | Unknown) => Topology): Variants {
  return { what, unknown: tell(unknown), known: values.map(tell) };
}

function workloadVariants(topology: Topology, workload: Workload): Variants[] {
  const { id, published, mounts } = workload;
  const namespaces: readonly Namespace[] = [
    { kind: "own" },
    { kind: "host" },
    { kind: "none" },
    ...[...workloadIds, "gone"]
      .filter(of => !leadsTo(topology, of, id))
      .map(of => ({ kind: "workload", of }) as const),
  ];
  return [
    {
      what: `namespace of ${id}`,
      unknown: withWorkload(topology, id, { namespace: { kind: "unknown", ...unknown } }),
      known: namespaces.map(namespace => withWorkload(topology, id, { namespace })),
    },
    variants(`publishAll of ${id}`, [true, false], publishAll => withWorkload(topology, id, { publishAll })),
    ...privilegeValues.map(([field, values]) =>
      variants(`${field} of ${id}`, values, value =>
        withWorkload(topology, id, { privileges: { ...workload.privileges, [field]: value } }),
      ),
    ),
    ...mounts.flatMap((one, at) => mountVariants(topology, workload, one, at)),
    ...lists.map(([field, list, items]) => ({
      what: `${field} of ${id}`,
      unknown: withWorkload(topology, id, { ports: asked, unknowns: { [field]: "not said yet" } }),
      known: items.map(item =>
        withWorkload(topology, id, { ports: asked, [list]: [...workload[list], ...item] }),
      ),
    })),
    ...others.map(([field, values]) => ({
      what: `${field} of ${id}`,
      unknown: withWorkload(topology, id, { unknowns: { [field]: "not said yet" } }),
      known: values.map(value =>
        withWorkload(topology, id, { privileges: { ...workload.privileges, ...value } }),
      ),
    })),
    ...published.map((one, at) =>
      variants(`address of ${one.port} of ${id}`, ["127.0.0.1", "0.0.0.0", "::", "10.20.30.40"], address =>
        withWorkload(topology, id, { published: published.with(at, { ...one, address }) }),
      ),
    ),
  ];
}

const privilegeValues: readonly (readonly [keyof Workload["privileges"], readonly unknown[]])[] = [
  ["privileged", [true, false]],
  ["capabilitiesAdded", [[], ["NET_ADMIN"], ["SYS_MODULE"], ["SYS_PTRACE"], ["ALL"]]],
  ["capabilitiesDropped", [[], ["ALL"], ["SYS_MODULE"], ["NET_ADMIN", "SYS_PTRACE"]]],
];

/** The ports that are told apart, so that more of them make no other questions. */
const asked: Workload["ports"] = [
  { port: 80, protocol: "tcp" },
  { port: 443, protocol: "udp" },
  { port: 5432, protocol: "tcp", on: ["n0"] },
];

/** Lists that may hold more: nothing, or what makes the most of a difference. */
const lists: readonly (readonly [
  field: UnknownField,
  list: "attachments" | "published" | "mounts" | "links",
  items: readonly (readonly unknown[])[],
])[] = [
  ["attachments", "attachments", [[], ...networkIds.map(network => [{ network, aliases: [] }])]],
  ["attachments", "attachments", [networkIds.map(network => ({ network, aliases: [] }))]],
  [
    "published",
    "published",
    [
      [],
      [{ address: "0.0.0.0", hostPort: 0, port: 80, protocol: "tcp" }],
      [{ address: "127.0.0.1", hostPort: 8080, port: 443, protocol: "udp" }],
      [{ address: "0.0.0.0", hostPort: 0, port: 5432, protocol: "tcp" }],
    ],
  ],
  [
    "mounts",
    "mounts",
    ["v0", "v1", "/srv", "/etc", "/run/docker.sock"].map(from => [
      { kind: from.startsWith("/") ? "bind" : "volume", from, at: "/data", readOnly: false },
    ]),
  ],
  ["links", "links", [[], ...workloadIds.map(to => [{ to, alias: to }])]],
];

/** Privileges of which the model has no other way to say that they are not known. */
const others: readonly (readonly [
  field: UnknownField,
  values: readonly Partial<Workload["privileges"]>[],
])[] = [
  ["devices", [{}, { devices: ["/dev/sda1"] }]],
  ["sysctls", [{}, { sysctls: { "net.ipv4.ip_forward": "0" } }, { sysctls: {} }]],
  ["pid", [{ pid: "" }, { pid: "host" }]],
];

function mountVariants(
  topology: Topology,
  { id, mounts }: Workload,
  one: MountedPath,
  at: number,
): Variants[] {
  const told = (change: Partial<MountedPath>): Topology =>
    withWorkload(topology, id, { mounts: mounts.with(at, { ...one, ...change }) });
  const places = one.kind === "bind" ? ["/srv", "/srv/data", "/etc", "/tmp", "/run"] : ["v0", "v1", "v2"];
  return [
    variants(`read-only of mount ${at} of ${id}`, [true, false], readOnly => told({ readOnly })),
    ...(one.kind === "tmpfs"
      ? []
      : [variants(`place of mount ${at} of ${id}`, places, from => told({ from }))]),
  ];
}

/** Whether one joins the other, or ends in a circle: if that joined it too, neither could start. */
function leadsTo(topology: Topology, id: string, other: string, seen: readonly string[] = []): boolean {
  if (id === other || seen.includes(id)) return true;
  const namespace = topology.workloads.find(one => one.id === id)?.namespace;
  if (namespace?.kind !== "workload") return false;
  return leadsTo(topology, namespace.of, other, [...seen, id]);
}

function withNetwork(topology: Topology, id: string, change: Partial<Network>): Topology {
  const networks = topology.networks.map(network =>
    network.id === id ? { ...network, ...change } : network,
  );
  return { ...topology, networks };
}

export function withWorkload(topology: Topology, id: string, change: Partial<Workload>): Topology {
  const workloads = topology.workloads.map(workload =>
    workload.id === id ? { ...workload, ...change } : workload,
  );
  return { ...topology, workloads };
}
