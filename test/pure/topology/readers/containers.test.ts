import assert from "node:assert/strict";
import { plainWorkload, type Workload } from "../../../../topology/index.ts";
import { container, image, network, read, urnOf, volume, workload } from "./stack.ts";

/** A container of no properties, which Docker puts on its default bridge. */
const plain: Workload = {
  ...plainWorkload("web"),
  attachments: [{ network: "bridge", aliases: [] }],
  origin: urnOf("docker:index/container:Container", "web"),
};

/** What each property of a container makes of it; the rest stays as it is. */
const properties: Readonly<Record<string, readonly [outputs: object, expected: Partial<Workload>]>> = {
  "nothing at all": [{}, {}],
  "a name": [{ name: "web-5e1f2a3" }, { name: "web-5e1f2a3" }],
  "an image": [{ image: "acme/web:1" }, { image: "acme/web:1" }],
  "a datastore's image": [
    { image: "docker.io/bitnami/postgresql:16@sha256:abc" },
    { image: "docker.io/bitnami/postgresql:16@sha256:abc", datastore: "postgres" },
  ],
  "entrypoint and command": [
    { entrypoints: ["sh", "-c"], command: ["date"] },
    { command: ["sh", "-c", "date"] },
  ],
  "an entrypoint alone": [{ entrypoints: ["run"], command: null }, { command: ["run"] }],
  environment: [
    { envs: ["A=1", "B=x=y", "EMPTY=", "PASSED"] },
    {
      environment: [
        { name: "A", secret: false, value: "1" },
        { name: "B", secret: false, value: "x=y" },
        { name: "EMPTY", secret: false, value: "" },
        { name: "PASSED", secret: false },
      ],
    },
  ],
  labels: [
    {
      labels: [
        { label: "bulkhead.tier", value: "front" },
        { label: "owner", value: "team a" },
      ],
    },
    { tier: "front", labels: { "bulkhead.tier": "front", owner: "team a" } },
  ],
  "the host's network": [{ networkMode: "host" }, { namespace: { kind: "host" }, attachments: [] }],
  "no network": [{ networkMode: "none" }, { namespace: { kind: "none" }, attachments: [] }],
  "another's interfaces, by a name nobody here has": [
    { networkMode: "container:vpn" },
    { namespace: { kind: "workload", of: "vpn" }, attachments: [] },
  ],
  "the default bridge by name": [{ networkMode: "bridge" }, {}],
  "a network by its mode": [
    { networkMode: "backend" },
    { attachments: [{ network: "backend", aliases: [] }] },
  ],
  "networks, which take it off the default bridge": [
    {
      networkMode: "bridge",
      networksAdvanced: [
        { name: "backend", aliases: ["api"], ipv4Address: "10.1.0.9", gwPriority: 2 },
        { name: "front", aliases: null },
      ],
    },
    {
      attachments: [
        { network: "backend", aliases: ["api"], address: "10.1.0.9", gatewayPriority: 2 },
        { network: "front", aliases: [] },
      ],
    },
  ],
  "networks beside the one of its mode": [
    { networkMode: "front", networksAdvanced: [{ name: "backend" }] },
    {
      attachments: [
        { network: "backend", aliases: [] },
        { network: "front", aliases: [] },
      ],
    },
  ],
  "networks after none": [
    { networkMode: "none", networksAdvanced: [{ name: "backend" }] },
    { attachments: [{ network: "backend", aliases: [] }] },
  ],
  ports: [
    { ports: [{ internal: 80 }, { internal: 53, external: 5353, ip: "127.0.0.1", protocol: "udp" }] },
    {
      published: [
        { address: "0.0.0.0", hostPort: 0, port: 80, protocol: "tcp" },
        { address: "127.0.0.1", hostPort: 5353, port: 53, protocol: "udp" },
      ],
    },
  ],
  "all ports": [{ publishAllPorts: true }, { publishAll: true }],
  hosts: [
    { hosts: [{ host: "docker.internal", ip: "host-gateway" }] },
    { hosts: [{ name: "docker.internal", address: "host-gateway" }] },
  ],
  dns: [{ dns: ["10.1.1.1"] }, { dns: ["10.1.1.1"] }],
  volumes: [
    {
      volumes: [
        { containerPath: "/data", volumeName: "pgdata" },
        { containerPath: "/etc/app", hostPath: "/srv/app", readOnly: true, volumeName: "" },
        { containerPath: "/scratch" },
      ],
    },
    {
      mounts: [
        { kind: "volume", from: "pgdata", at: "/data", readOnly: false },
        { kind: "bind", from: "/srv/app", at: "/etc/app", readOnly: true },
        { kind: "volume", at: "/scratch", readOnly: false },
      ],
    },
  ],
  mounts: [
    {
      mounts: [
        {
          type: "bind",
          source: "/run",
          target: "/host",
          readOnly: true,
          bindOptions: { propagation: "rshared" },
        },
        { type: "volume", source: "pgdata", target: "/data" },
        { type: "tmpfs", target: "/tmp" },
      ],
      tmpfs: { "/run": "size=1m" },
    },
    {
      mounts: [
        { kind: "bind", from: "/run", at: "/host", readOnly: true, propagation: "rshared" },
        { kind: "volume", from: "pgdata", at: "/data", readOnly: false },
        { kind: "tmpfs", at: "/tmp", readOnly: false },
        { kind: "tmpfs", at: "/run", readOnly: false, options: ["size=1m"] },
      ],
    },
  ],
  privileges: [
    {
      privileged: true,
      capabilities: { adds: ["CAP_NET_ADMIN", "sys_time"], drops: ["ALL"] },
      devices: [{ hostPath: "/dev/kvm", containerPath: "/dev/kvm", permissions: "rwm" }],
      user: "1000:1000",
      readOnly: true,
      securityOpts: ["no-new-privileges:true", "seccomp=unconfined", "apparmor:unconfined", "label=disable"],
      pidMode: "host",
      ipcMode: "host",
      usernsMode: "host",
      cgroupParent: "/",
      sysctls: { "net.ipv4.ip_forward": 0 },
    },
    {
      privileges: {
        privileged: true,
        capabilitiesAdded: ["NET_ADMIN", "SYS_TIME"],
        capabilitiesDropped: ["ALL"],
        devices: ["/dev/kvm"],
        user: "1000:1000",
        readOnlyRoot: true,
        noNewPrivileges: true,
        seccomp: "unconfined",
        apparmor: "unconfined",
        selinux: "disable",
        pid: "host",
        ipc: "host",
        userns: "host",
        cgroupParent: "/",
        sysctls: { "net.ipv4.ip_forward": "0" },
      },
    },
  ],
  "a seccomp profile of its own, which is long": [
    { securityOpts: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}', "no-new-privileges"] },
    { privileges: { ...plain.privileges, noNewPrivileges: true, seccomp: "custom" } },
  ],
  care: [
    {
      memory: 256,
      cpus: "0.5",
      restart: "on-failure",
      maxRetryCount: 3,
      healthcheck: { tests: ["CMD", "true"] },
      logDriver: "journald",
      ulimits: [{ name: "nofile", soft: 1024, hard: 2048 }],
    },
    {
      care: {
        memory: 256,
        cpus: 0.5,
        restart: "on-failure",
        restartAttempts: 3,
        healthCheck: true,
        logDriver: "journald",
        ulimits: ["nofile=1024:2048"],
      },
    },
  ],
  "limits of nothing, and a health check taken away": [
    { memory: 0, cpus: null, cpuQuota: 50_000, healthcheck: { tests: ["NONE"] } },
    { care: { cpus: 0.5, healthCheck: false, ulimits: [] } },
  ],
};

describe("topology: containers of anybody's program", () => {
  for (const [what, [outputs, expected]] of Object.entries(properties)) {
    it(`have ${what}`, () => {
      assert.deepEqual(workload(read(container("web", outputs))), { ...plain, ...expected });
    });
  }

  it("find networks, volumes, containers and images by their names and ids on the engine", () => {
    const topology = read(
      network("backend", { name: "backend-1a2b3c4" }, { id: "f00d" }),
      network("front", { name: "front-5d6e7f8" }, { id: "beef" }),
      volume("data", { name: "data-0a0a0a0" }),
      image("base", { name: "acme/web:1", imageId: "sha256:abc" }),
      container("vpn", { name: "vpn-9b9b9b9" }, { id: "c0ffee" }),
      container("web", {
        image: "sha256:abc",
        networksAdvanced: [{ name: "backend-1a2b3c4" }, { name: "beef" }],
        volumes: [{ volumeName: "data-0a0a0a0", containerPath: "/data" }],
      }),
      container("inner", { networkMode: "container:c0ffee" }),
      container("other", { networkMode: "container:vpn-9b9b9b9" }),
    );
    const web = workload(topology);
    assert.deepEqual(
      web.attachments.map(({ network: id }) => id),
      ["backend", "front"],
    );
    assert.equal(web.mounts[0]?.from, "data");
    assert.equal(web.image, "acme/web:1");
    for (const id of ["inner", "other"]) {
      assert.deepEqual(workload(topology, id).namespace, { kind: "workload", of: "vpn" });
    }
  });

  it("take over the volumes of others, by whatever detour, and read-only where they say so", () => {
    const topology = read(
      container("keeper", {
        name: "keeper",
        volumes: [{ volumeName: "data", containerPath: "/data" }],
        tmpfs: { "/tmp": "" },
      }),
      container("middle", { name: "middle", volumes: [{ fromContainer: "keeper" }] }),
      container("web", { volumes: [{ fromContainer: "middle", readOnly: true }] }),
      container("lost", { volumes: [{ fromContainer: "gone" }] }),
      container("round", { name: "round", volumes: [{ fromContainer: "about" }] }),
      container("about", { name: "about", volumes: [{ fromContainer: "round" }] }),
    );
    assert.deepEqual(workload(topology).mounts, [
      { kind: "volume", from: "data", at: "/data", readOnly: true },
    ]);
    for (const id of ["lost", "round", "about"]) {
      assert.match(workload(topology, id).unknowns?.mounts ?? "", /is not described here/);
    }
  });

  it("have ids of their own, whatever they are called and in whatever order they come", () => {
    const stack = [
      container("web", {}, { parent: urnOf("acme:Site", "blue") }),
      { ...container("web", {}, { parent: urnOf("acme:Site", "green") }), urn: `${urnOf("x", "a")}$y::web` },
      container("db", {}),
    ];
    const ids = (resources: typeof stack): string[] => read(...resources).workloads.map(({ id }) => id);
    assert.deepEqual(ids(stack), ["blue/web", "db", "green/web"]);
    assert.deepEqual(ids(stack.toReversed()), ids(stack));
  });

  it("put the default bridge into the topology, with the strangers that may be on it", () => {
    const bridge = read(container("web", {})).networks;
    assert.deepEqual(
      bridge.map(({ id, defaultBridge, external }) => ({ id, defaultBridge, external })),
      [{ id: "bridge", defaultBridge: true, external: true }],
    );
    assert.deepEqual(read(container("web", { networkMode: "none" })).networks, []);
  });
});
