import fc from "fast-check";
import {
  type Attachment,
  type Flow,
  type Link,
  type Maybe,
  type MountedPath,
  type Namespace,
  type Network,
  type OpenPort,
  type Privileges,
  type PublishedPort,
  plainNetwork,
  plainWorkload,
  type Topology,
  type Volume,
  type Workload,
} from "../../../topology/index.ts";

/** How often a property is tried; always on the same topologies, unless SEED names others. */
export function runs(numRuns: number): { numRuns: number; seed: number } {
  return { numRuns, seed: Number(process.env["SEED"] ?? 7) };
}

export const networkIds: readonly string[] = ["n0", "n1", "n2"];
export const workloadIds: readonly string[] = ["w0", "w1", "w2", "w3"];
const [port, protocol] = [
  fc.constantFrom(80, 443, 5432),
  fc.constantFrom("tcp" as const, "tcp" as const, "udp" as const),
];
const unknown = fc.constant({ unknown: "not said yet" });

/** A value, now and then not known. */
function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Maybe<T>> {
  return fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: unknown });
}

const gateway = fc.constantFrom(
  "nat" as const,
  "nat" as const,
  "nat-unprotected" as const,
  "routed" as const,
  "isolated" as const,
);
const driver = fc.constantFrom(
  "bridge",
  "bridge",
  "bridge",
  "bridge",
  "overlay",
  "overlay",
  "macvlan",
  "ipvlan",
  "weave",
);

function network(id: string): fc.Arbitrary<Network> {
  return fc
    .record({
      driver,
      internal: maybe(fc.boolean()),
      memberTraffic: maybe(fc.boolean()),
      gateway: maybe(gateway),
      hostAddress: maybe(fc.constantFrom(true, true, false)),
      masquerade: maybe(fc.constantFrom(true, true, false)),
      gateway6: maybe(gateway),
      ipv4: maybe(fc.constantFrom(true, true, true, false)),
      ipv6: maybe(fc.constantFrom(false, false, true)),
      defaultBridge: fc.boolean(),
      attachable: maybe(fc.boolean()),
      encrypted: maybe(fc.constantFrom(true, true, false)),
      external: fc.constantFrom(false, false, false, true),
    })
    .map(flags => ({
      ...plainNetwork(id),
      ...flags,
      defaultBridge: flags.defaultBridge && flags.driver === "bridge",
    }));
}

const namespace: fc.Arbitrary<Namespace> = fc.oneof(
  { weight: 14, arbitrary: fc.constant({ kind: "own" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "host" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "none" as const }) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...workloadIds, ...workloadIds, "gone")
      .map(of => ({ kind: "workload" as const, of })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "unknown" as const, unknown: "not said yet" }) },
);

/** Rarely to a network that nobody describes. */
const attachedTo = fc.constantFrom(...networkIds, ...networkIds, ...networkIds, ...networkIds, "lost");
export const attachment: fc.Arbitrary<Attachment> = fc
  .tuple(attachedTo, fc.constantFrom(0, 0, 0, 5))
  .map(([network, gatewayPriority]) => ({
    network,
    aliases: [],
    ...(gatewayPriority === 0 ? {} : { gatewayPriority }),
  }));

const openPort: fc.Arbitrary<OpenPort> = fc
  .record({
    port,
    protocol,
    on: fc.option(fc.uniqueArray(fc.constantFrom(...networkIds, "ingress"), { maxLength: 2 }), { freq: 1 }),
  })
  .map(({ on, ...rest }) => (on === null ? rest : { ...rest, on }));

export const publishedAddress: fc.Arbitrary<string> = fc.constantFrom(
  "0.0.0.0",
  "::",
  "127.0.0.1",
  "::1",
  "10.20.30.40",
);

const publishedPort: fc.Arbitrary<PublishedPort> = fc
  .record({
    address: maybe(publishedAddress),
    hostPort: maybe(fc.constantFrom(0, 8080)),
    port,
    protocol,
    mode: fc.constantFrom(undefined, undefined, undefined, "host" as const, "ingress" as const),
    anyAddress: fc.constantFrom(false, false, true),
  })
  .map(({ mode, anyAddress, ...rest }) => ({
    ...rest,
    ...(mode === undefined ? {} : { mode }),
    ...(anyAddress ? { anyAddress, address: "0.0.0.0" } : {}),
  }));

const link: fc.Arbitrary<Link> = fc.constantFrom(...workloadIds).map(to => ({ to, alias: to }));

const hostPaths = [
  ...["/srv", "/srv/data", "/srv/data/", "/srv/data2", "/etc", "/etc/nginx"],
  "/var/run/../run/docker.sock",
];
/** Mostly one of a few volumes; folders of the host, some of which lie in others; and what nobody else can have. */
export const mount: fc.Arbitrary<MountedPath> = fc
  .record({
    from: maybe(fc.constantFrom("v0", "v1", "v2", "v0", "v1", ...hostPaths, "", "tmpfs")),
    readOnly: maybe(fc.boolean()),
    at: fc.constant("/data"),
  })
  .map(({ from, at, readOnly }): MountedPath => {
    if (from === "") return { kind: "volume", at, readOnly };
    if (from === "tmpfs") return { kind: "tmpfs", at, readOnly };
    return { kind: typeof from === "string" && from.startsWith("/") ? "bind" : "volume", from, at, readOnly };
  });

/** One that may be a folder of the host. */
const volumes: fc.Arbitrary<Volume[]> = fc
  .constantFrom<(Maybe<string> | undefined)[]>(undefined, "/srv/data", { unknown: "not said yet" })
  .map(hostPath => [
    { id: "v0", driver: "local", external: false, labels: {} },
    {
      id: "v1",
      driver: "local",
      external: false,
      labels: {},
      ...(hostPath === undefined ? {} : { hostPath }),
    },
  ]);

/** Mostly what routes and does no harm; now and then what has the host in hand. */
const privileges: fc.Arbitrary<Partial<Privileges>> = fc.record({
  privileged: rarely<Maybe<boolean>>(false, true, { unknown: "not said yet" }),
  capabilitiesAdded: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<string[][]>([], ["NET_ADMIN"], ["cap_net_admin"], ["CHOWN"]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(["ALL"], ["SYS_MODULE"], ["SYS_ADMIN"], { unknown: "not said yet" }),
    },
  ),
  capabilitiesDropped: fc.constantFrom<string[][]>([], ["ALL"], ["SYS_MODULE", "BPF"], ["CAP_SYS_PTRACE"]),
  devices: rarely<string[]>([], ["/dev/sda1"], ["/dev/snd"]),
  sysctls: fc.constantFrom<Record<string, string>[]>({}, {}, { "net.ipv4.ip_forward": "0" }),
  pid: rarely<string>("", "host"),
});

function rarely<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

function workload(id: string): fc.Arbitrary<Workload> {
  return fc
    .record({
      kind: fc.constantFrom(
        "container" as const,
        "container" as const,
        "container" as const,
        "service" as const,
        "job" as const,
      ),
      namespace,
      attachments: fc.oneof(
        { weight: 1, arbitrary: fc.constant([]) },
        { weight: 9, arbitrary: fc.array(attachment, { minLength: 1, maxLength: 3 }) },
      ),
      ports: fc.array(openPort, { maxLength: 2 }),
      published: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(publishedPort, { minLength: 1, maxLength: 2 }) },
      ),
      publishAll: fc.constantFrom(false, false, false, false, true, { unknown: "not said yet" }),
      links: fc.array(link, { maxLength: 1 }),
      mounts: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(mount, { minLength: 1, maxLength: 2 }) },
      ),
      privileges,
    })
    .map(fields => {
      const plain = plainWorkload(id);
      return { ...plain, ...fields, privileges: { ...plain.privileges, ...fields.privileges } };
    });
}

const end = fc.constantFrom(...workloadIds, ...workloadIds, "host", "outside", "others", "stranger");
const call: fc.Arbitrary<Flow> = fc.record({
  from: end,
  to: end,
  port: fc.oneof({ weight: 3, arbitrary: port }, { weight: 1, arbitrary: fc.constant("any" as const) }),
  protocol,
  via: fc.constantFrom("network" as const, "network" as const, "socket" as const),
});
const files: fc.Arbitrary<Flow> = fc.record({
  from: end,
  to: end,
  port: fc.constant("any" as const),
  protocol: fc.constant("files" as const),
  via: fc.constant("files" as const),
});
const flow = fc.oneof({ weight: 5, arbitrary: call }, { weight: 1, arbitrary: files });

const engine = fc.constantFrom(
  undefined,
  undefined,
  { version: "20.10.24" },
  { version: "27.1.0", filtersIpv6: false },
  { version: "28.0.0", userlandProxy: false },
  { version: "29.0.0", firewall: "nftables" as const },
  { version: "29.0.0", firewall: "iptables" as const, directRouting: true },
  { version: "29.0.0", userlandProxy: { unknown: "not said" } },
);

/** A topology of up to four workloads on up to three networks of every kind. */
export const topology: fc.Arbitrary<Topology> = fc
  .record({
    workloads: fc.tuple(...workloadIds.map(workload)).chain(all => fc.subarray(all, { minLength: 1 })),
    networks: fc.tuple(...networkIds.map(network)),
    flows: fc.array(flow, { maxLength: 4 }),
    volumes,
    engine,
  })
  .map(({ engine: about, ...parts }) => ({
    version: 1,
    name: "any",
    ...parts,
    ...(about === undefined ? {} : { engine: about }),
  }));
