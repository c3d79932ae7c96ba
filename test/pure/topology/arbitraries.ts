import fc from "fast-check";
import {
  type Attachment,
  type Flow,
  type Link,
  type Maybe,
  type Namespace,
  type Network,
  type OpenPort,
  type PublishedPort,
  plainNetwork,
  plainWorkload,
  type Topology,
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
      defaultBridge: fc.boolean(),
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
export const attachment: fc.Arbitrary<Attachment> = attachedTo.map(id => ({ network: id, aliases: [] }));

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
  })
  .map(({ mode, ...rest }) => (mode === undefined ? rest : { ...rest, mode }));

const link: fc.Arbitrary<Link> = fc.constantFrom(...workloadIds).map(to => ({ to, alias: to }));

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
    })
    .map(fields => ({ ...plainWorkload(id), ...fields }));
}

const flow: fc.Arbitrary<Flow> = fc.record({
  from: fc.constantFrom(...workloadIds, "host", "outside", "stranger"),
  to: fc.constantFrom(...workloadIds, "host", "outside", "stranger"),
  port: fc.oneof({ weight: 3, arbitrary: port }, { weight: 1, arbitrary: fc.constant("any" as const) }),
  protocol,
  via: fc.constant("network" as const),
});

const engine = fc.constantFrom(
  undefined,
  undefined,
  { version: "20.10.24" },
  { version: "28.0.0", userlandProxy: false },
  { version: "28.0.0", userlandProxy: { unknown: "not said" } },
);

/** A topology of up to four workloads on up to three networks of every kind. */
export const topology: fc.Arbitrary<Topology> = fc
  .record({
    workloads: fc.tuple(...workloadIds.map(workload)).chain(all => fc.subarray(all, { minLength: 1 })),
    networks: fc.tuple(...networkIds.map(network)),
    flows: fc.array(flow, { maxLength: 4 }),
    engine,
  })
  .map(({ engine: about, ...parts }) => ({
    version: 1,
    name: "any",
    ...parts,
    volumes: [],
    ...(about === undefined ? {} : { engine: about }),
  }));
