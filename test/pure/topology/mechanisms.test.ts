import assert from "node:assert/strict";
import {
  type Edge,
  explain,
  type Mechanism,
  plainNetwork,
  type Topology,
  type Verdict,
} from "../../../topology/index.ts";
import { flow, inner, on, topologyOf } from "./build.ts";

const outer = { internal: false, hostAddress: true };
const web80 = { ports: [{ port: 80, protocol: "tcp" as const }] };
const db = on("db", { on: ["data"], ports: [{ port: 5432, protocol: "tcp" }] });
const volume = (from: string, readOnly: boolean) => ({ kind: "volume" as const, from, at: "/v", readOnly });
const bind = (from: string, readOnly = false) => ({ kind: "bind" as const, from, at: "/v", readOnly });
const published = (address: string) => [{ address, hostPort: 8080, port: 80, protocol: "tcp" as const }];
const unknown = { unknown: "not said yet" };

/** A topology, a question, and the answer: verdict, mechanism, and what the sentence must say. */
type Case = readonly [Topology, from: string, to: string, port: number | "any", Verdict, Mechanism, RegExp];

const cases: Readonly<Record<string, Case>> = {
  "a shared network": [
    topologyOf(inner("data"), db, on("web", { on: ["data"] })),
    ...(["web", "db", 5432, "allowed", "shared network", /^both are on network data$/] as const),
  ],
  "a network that keeps its members apart": [
    topologyOf(inner("data", { memberTraffic: false }), db, on("web", { on: ["data"] })),
    ...(["web", "db", 5432, "denied", "no path", /network data does not let its members talk/] as const),
  ],
  "the default bridge, where nobody has a name": [
    topologyOf(
      { ...plainNetwork("bridge"), defaultBridge: true },
      on("web", { on: ["bridge"], ...web80 }),
      on("db", { on: ["bridge"] }),
    ),
    ...(["db", "web", 80, "allowed", "shared network", /default bridge, where peers have no names/] as const),
  ],
  "strangers on the default bridge": [
    topologyOf(
      { ...plainNetwork("bridge"), defaultBridge: true, external: true },
      on("web", { on: ["bridge"], ...web80 }),
    ),
    ...([
      "others",
      "web",
      80,
      "unknown",
      "strangers",
      /whatever names no network is on the engine's default bridge too/,
    ] as const),
  ],
  "strangers on a network made elsewhere": [
    topologyOf(inner("proxy", { external: true }), on("web", { on: ["proxy"], ...web80 })),
    ...(["others", "web", 80, "unknown", "strangers", /network proxy was made elsewhere/] as const),
  ],
  "strangers on an attachable overlay": [
    topologyOf(
      inner("mesh", { driver: "overlay", attachable: true, encrypted: true }),
      on("web", { on: ["mesh"] }),
    ),
    ...(["web", "others", "any", "unknown", "strangers", /network mesh is attachable/] as const),
  ],
  "an overlay that is not encrypted": [
    topologyOf(inner("mesh", { driver: "overlay" }), on("web", { on: ["mesh"], ...web80 })),
    ...([
      "outside",
      "web",
      80,
      "unknown",
      "overlay",
      /not encrypted: who can send to its nodes' port 4789/,
    ] as const),
  ],
  "an overlay that is": [
    topologyOf(inner("mesh", { driver: "overlay", encrypted: true }), on("web", { on: ["mesh"], ...web80 })),
    ...(["outside", "web", 80, "denied", "no path", /port 80 is not published/] as const),
  ],
  "a legacy link past a bridge that keeps members apart": [
    topologyOf(
      { ...plainNetwork("bridge"), defaultBridge: true, memberTraffic: false },
      on("web", { on: ["bridge"], links: [{ to: "db", alias: "database" }] }),
      on("db", { on: ["bridge"], ports: db.ports }),
    ),
    ...(["web", "db", 5432, "allowed", "legacy link", /web is linked to db on network bridge/] as const),
  ],
  "another's network interfaces": [
    topologyOf(on("vpn", { ...web80 }), on("web", { namespace: { kind: "workload", of: "vpn" } })),
    ...(["web", "vpn", 80, "allowed", "shared namespace", /both use the network interfaces of vpn/] as const),
  ],
  "the host's network interfaces": [
    topologyOf(on("agent", { namespace: { kind: "host" }, ...web80 })),
    ...([
      "outside",
      "agent",
      80,
      "allowed",
      "host network",
      /agent uses the host's network interfaces/,
    ] as const),
  ],
  "a port published at all addresses, through the host's": [
    topologyOf(
      inner("a", outer),
      inner("b", outer),
      on("web", { on: ["a"], ...web80, published: published("0.0.0.0") }),
      on("other", { on: ["b"] }),
    ),
    ...([
      "other",
      "web",
      80,
      "allowed",
      "published port",
      /port 80 of web is published at 0\.0\.0\.0:8080 of the host/,
    ] as const),
  ],
  "a port published at loopback, from another network": [
    topologyOf(
      inner("a", outer),
      inner("b", outer),
      on("web", { on: ["a"], ...web80, published: published("127.0.0.1") }),
      on("other", { on: ["b"] }),
    ),
    ...([
      "other",
      "web",
      80,
      "denied",
      "no path",
      /they share no network, and the published port is bound to loopback/,
    ] as const),
  ],
  "a published port, from an internal network": [
    topologyOf(
      inner("a", outer),
      inner("b"),
      on("web", { on: ["a"], ...web80, published: published("0.0.0.0") }),
      on("other", { on: ["b"] }),
    ),
    ...([
      "other",
      "web",
      80,
      "denied",
      "no path",
      /from internal networks no published port can be reached/,
    ] as const),
  ],
  "gateway mode routed": [
    topologyOf(
      inner("a", { ...outer, gateway: "routed" }),
      on("web", { on: ["a"], ...web80, published: published("127.0.0.1") }),
    ),
    ...(["outside", "web", 80, "allowed", "published port", /on network a, which is routed/] as const),
  ],
  "gateway mode nat-unprotected": [
    topologyOf(inner("a", { ...outer, gateway: "nat-unprotected" }), on("web", { on: ["a"], ...web80 })),
    ...(["outside", "web", 80, "allowed", "way out", /network a lets everybody in to all ports/] as const),
  ],
  "gateway mode isolated": [
    topologyOf(inner("a", { ...outer, gateway: "isolated" }), on("web", { on: ["a"], ...web80 })),
    ...([
      "web",
      "host",
      "any",
      "denied",
      "no path",
      /on none of its networks does the host have an address/,
    ] as const),
  ],
  macvlan: [
    topologyOf(inner("lan", { driver: "macvlan", internal: false }), on("web", { on: ["lan"], ...web80 })),
    ...(["outside", "web", 80, "allowed", "way out", /network lan is part of the network outside/] as const),
  ],
  "an internal ipvlan": [
    topologyOf(inner("lan", { driver: "ipvlan" }), on("web", { on: ["lan"], ...web80 })),
    ...(["outside", "web", 80, "denied", "no path", /port 80 is not published/] as const),
  ],
  egress: [
    topologyOf(inner("out", outer), on("web", { on: ["out"] })),
    ...(["web", "outside", "any", "allowed", "way out", /network out has a way out/] as const),
  ],
  "the host on a bridge": [
    topologyOf(inner("a", { hostAddress: true }), on("web", { on: ["a"], ...web80 })),
    ...(["web", "host", "any", "allowed", "host neighbour", /the host has an address on network a/] as const),
  ],
  "the runtime's socket, read-only": [
    topologyOf(inner("data"), db, on("agent", { mounts: [bind("/var/run/docker.sock", true)] })),
    ...([
      "agent",
      "db",
      5432,
      "allowed",
      "runtime socket",
      /agent has \/var\/run\/docker\.sock of the host/,
    ] as const),
  ],
  "a folder above the runtime's socket": [
    topologyOf(inner("data"), db, on("agent", { mounts: [bind("/var/../run/", true)] })),
    ...([
      "agent",
      "db",
      5432,
      "allowed",
      "runtime socket",
      /read-only or not, that is root on the host/,
    ] as const),
  ],
  "the host's disk": [
    topologyOf(inner("data"), db, on("agent", { privileges: { devices: ["/dev/nvme0n1"] } })),
    ...(["agent", "db", 5432, "allowed", "device", /device \/dev\/nvme0n1, which gives its disks/] as const),
  ],
  "a device that does no harm": [
    topologyOf(inner("data"), db, on("agent", { privileges: { devices: ["/dev/snd", "/dev/net/tun"] } })),
    ...(["agent", "db", 5432, "denied", "no path", /agent is on no network/] as const),
  ],
  privileges: [
    topologyOf(inner("data"), db, on("agent", { privileges: { privileged: true } })),
    ...([
      "agent",
      "db",
      5432,
      "allowed",
      "privileged",
      /agent is privileged, which is root on the host/,
    ] as const),
  ],
  "privileges that are not known yet": [
    topologyOf(inner("data"), db, on("agent", { privileges: { privileged: unknown } })),
    ...([
      "agent",
      "db",
      5432,
      "unknown",
      "privileged",
      /whether agent is privileged is not known: not said yet/,
    ] as const),
  ],
  "a capability that loads modules": [
    topologyOf(on("agent", { privileges: { capabilitiesAdded: ["CAP_SYS_MODULE"] } })),
    ...([
      "agent",
      "host",
      "any",
      "allowed",
      "capability",
      /agent has SYS_MODULE: it may load modules/,
    ] as const),
  ],
  "a capability that may lead to root": [
    topologyOf(
      on("agent", { privileges: { capabilitiesAdded: ["SYS_ADMIN"], capabilitiesDropped: ["ALL"] } }),
    ),
    ...(["agent", "host", "any", "unknown", "capability", /agent has SYS_ADMIN: it may mount/] as const),
  ],
  "all capabilities but those that matter": [
    topologyOf(
      on("agent", {
        privileges: {
          capabilitiesAdded: ["ALL"],
          capabilitiesDropped: ["SYS_MODULE", "SYS_ADMIN", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF", "SYS_BOOT"],
        },
      }),
    ),
    ...(["agent", "host", "any", "denied", "no path", /agent is on no network/] as const),
  ],
  "a folder of the host that makes one root": [
    topologyOf(on("agent", { mounts: [bind("/etc/cron.d")] })),
    ...([
      "agent",
      "outside",
      "any",
      "allowed",
      "host path",
      /agent may write to \/etc\/cron\.d of the host/,
    ] as const),
  ],
  "the same, read-only": [
    topologyOf(on("agent", { mounts: [bind("/etc/cron.d", true)] })),
    ...(["agent", "outside", "any", "denied", "no path", /agent is on no network/] as const),
  ],
  "a volume that is such a folder": [
    topologyOf(on("agent", { mounts: [volume("conf", false)] }), {
      volumes: [{ id: "conf", driver: "local", external: false, labels: {}, hostPath: "/etc" }],
    }),
    ...(["agent", "host", "any", "allowed", "host path", /agent may write to \/etc of the host/] as const),
  ],
  "the host's processes, and the right to take them over": [
    topologyOf(on("agent", { privileges: { pid: "host", capabilitiesAdded: ["SYS_PTRACE"] } })),
    ...([
      "agent",
      "host",
      "any",
      "allowed",
      "host processes",
      /agent sees the host's processes and may take each over/,
    ] as const),
  ],
  "the host's processes alone": [
    topologyOf(on("agent", { privileges: { pid: "host" } })),
    ...(["agent", "host", "any", "unknown", "host processes", /agent sees the host's processes$/] as const),
  ],
  "routing by somebody on two networks": [
    topologyOf(
      inner("front", { internal: false }),
      inner("data"),
      db,
      on("app", { on: ["front", "data"], privileges: { capabilitiesAdded: ["NET_ADMIN"] } }),
      on("web", { on: ["front"], privileges: { capabilitiesAdded: ["NET_ADMIN"] } }),
    ),
    ...([
      "web",
      "db",
      5432,
      "unknown",
      "routing",
      /app is on network front and network data and forwards packets/,
    ] as const),
  ],
  "routing, forbidden": [
    topologyOf(
      inner("front", { internal: false }),
      inner("data"),
      db,
      on("app", {
        on: ["front", "data"],
        privileges: { capabilitiesAdded: ["NET_ADMIN"], sysctls: { "net.ipv4.ip_forward": "0" } },
      }),
      on("web", { on: ["front"], privileges: { capabilitiesAdded: ["NET_ADMIN"] } }),
    ),
    ...(["web", "db", 5432, "denied", "no path", /they share no network/] as const),
  ],
  "a place nobody knows": [
    topologyOf(inner("data"), db, on("web", { unknowns: { attachments: "its networks are not known yet" } })),
    ...(["web", "db", 5432, "unknown", "shared network", /its networks are not known yet/] as const),
  ],
  "a socket on a shared volume, as declared": [
    topologyOf(
      on("web", { mounts: [volume("run", true)] }),
      on("db", { ports: db.ports, mounts: [volume("run", false)] }),
      {
        flows: [flow("web", "db", 5432, { via: "socket" })],
      },
    ),
    ...([
      "web",
      "db",
      5432,
      "allowed",
      "shared volume",
      /db may open a socket on volume run, which both have/,
    ] as const),
  ],
  "a socket on a volume its server cannot write to": [
    topologyOf(
      on("web", { mounts: [volume("run", false)] }),
      on("db", { ports: db.ports, mounts: [volume("run", true)] }),
      {
        flows: [flow("web", "db", 5432, { via: "socket" })],
      },
    ),
    ...(["web", "db", 5432, "denied", "no path", /db is on no network|web is on no network/] as const),
  ],
  "workloads that wait for each other": [
    topologyOf(
      on("a", { namespace: { kind: "workload", of: "b" } }),
      on("b", { namespace: { kind: "workload", of: "a" } }),
    ),
    ...([
      "a",
      "b",
      "any",
      "denied",
      "no path",
      /joins a namespace that in the end waits for itself/,
    ] as const),
  ],
};

describe("topology: mechanisms, one by one", () => {
  for (const [what, [topology, from, to, port, verdict, mechanism, detail]] of Object.entries(cases)) {
    it(`${what}: ${from} to ${to} is ${verdict}`, () => {
      const { edge } = explain(topology, { from, to, port, protocol: "tcp" });
      assert.equal(edge.verdict, verdict, JSON.stringify(edge.via));
      assertCause(edge, mechanism, detail);
    });
  }

  it("shared volumes: files go both ways, if one of both may write", () => {
    const shared = (...readOnly: readonly [boolean, boolean]) =>
      topologyOf(
        on("web", { mounts: [volume("data", readOnly[0])] }),
        on("db", { mounts: [volume("data", readOnly[1])] }),
      );
    const files = { port: "any", protocol: "files" } as const;
    for (const [from, to] of [["web", "db"] as const, ["db", "web"] as const]) {
      const { edge } = explain(shared(true, false), { from, to, ...files });
      assert.equal(edge.verdict, "allowed");
      assertCause(edge, "shared volume", /both have volume data, to which db may write/);
      assert.equal(explain(shared(true, true), { from, to, ...files }).edge.verdict, "denied");
    }
  });

  it("shared folders: one that lies in another is part of it, one beside it is not", () => {
    const ask = (left: string, right: string) =>
      explain(topologyOf(on("web", { mounts: [bind(left)] }), on("db", { mounts: [bind(right, true)] })), {
        from: "web",
        to: "db",
        port: "any",
        protocol: "files",
      }).edge.verdict;
    assert.equal(ask("/srv/data", "/srv/data/sub/"), "allowed");
    assert.equal(ask("/srv/data/sub", "/srv/data"), "allowed");
    assert.equal(ask("/srv/data", "/srv/database"), "denied");
  });

  it("sockets of runtimes are known wherever they are, and nothing else is taken for one", () => {
    const holds = (path: string) =>
      explain(topologyOf(on("agent", { mounts: [bind(path, true)] })), {
        from: "agent",
        to: "host",
        port: "any",
        protocol: "tcp",
      }).edge.verdict;
    for (const path of [
      ...["/", "/run", "/var", "/var/run", "/run/docker.sock", "/run/containerd/containerd.sock"],
      ...["/run/user/1000/podman/podman.sock", "/run/user/1000", "/srv/proxy/docker.sock", "/run/containerd"],
    ]) {
      assert.equal(holds(path), "allowed", path);
    }
    for (const path of ["/srv", "/run/postgresql", "/var/lib", "/run/docker.pid", "/home/me/docker"]) {
      assert.equal(holds(path), "denied", path);
    }
  });
});

/** Every cause says what to do, too. */
function assertCause(edge: Edge, mechanism: Mechanism, detail: RegExp): void {
  const cause = edge.via.find(one => one.mechanism === mechanism);
  assert.ok(cause, JSON.stringify(edge.via));
  assert.match(cause.detail, detail);
  assert.ok(cause.name.length > 0);
  assert.match(cause.remedy ?? "", /^[a-z].{5,}[^.]$/);
}
