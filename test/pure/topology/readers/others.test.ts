import assert from "node:assert/strict";
import { type Network, plainNetwork, plainWorkload, type Volume } from "../../../../topology/index.ts";
import { image, network, networkIn, notYet, read, service, urnOf, volume, workload } from "./stack.ts";

const bridge = "com.docker.network.bridge";

/** What each property of a network makes of it. */
const networks: Readonly<Record<string, readonly [outputs: object, expected: Partial<Network>]>> = {
  "nothing at all": [{}, {}],
  "no way out": [{ internal: true }, { internal: true }],
  "no traffic between members": [{ options: { [`${bridge}.enable_icc`]: "0" } }, { memberTraffic: false }],
  "no address of the host": [{ options: { [`${bridge}.inhibit_ipv4`]: "true" } }, { hostAddress: false }],
  "no translation": [{ options: { [`${bridge}.enable_ip_masquerade`]: "false" } }, { masquerade: false }],
  "a gateway mode": [
    { options: { [`${bridge}.gateway_mode_ipv4`]: "nat-unprotected" } },
    { gateway: "nat-unprotected" },
  ],
  "an option nobody understands": [
    { options: { [`${bridge}.enable_icc`]: "perhaps" } },
    { memberTraffic: { unknown: 'the engine takes "perhaps" for neither true nor false' } },
  ],
  "an encrypted overlay": [
    { driver: "overlay", attachable: true, options: { encrypted: "" } },
    { driver: "overlay", attachable: true, encrypted: true, hostAddress: false },
  ],
  subnets: [
    { ipamConfigs: [{ subnet: "10.1.0.0/24" }, { gateway: "10.2.0.1" }] },
    { subnets: ["10.1.0.0/24"] },
  ],
  labels: [{ labels: [{ label: "owner", value: "team a" }] }, { labels: { owner: "team a" } }],
};

const volumes: Readonly<Record<string, readonly [outputs: object, expected: Partial<Volume>]>> = {
  "nothing at all": [{}, {}],
  "a driver": [{ driver: "nfs", driverOpts: { o: "bind", device: "/export" } }, { driver: "nfs" }],
  "a folder of the host": [
    { driverOpts: { type: "none", o: "ro,bind", device: "/etc" } },
    { hostPath: "/etc" },
  ],
  "a file system that is no folder": [{ driverOpts: { type: "tmpfs", device: "tmpfs", o: "size=1m" } }, {}],
};

describe("topology: networks and volumes of anybody's program", () => {
  for (const [what, [outputs, expected]] of Object.entries(networks)) {
    it(`networks have ${what}`, () => {
      const origin = urnOf("docker:index/network:Network", "backend");
      assert.deepEqual(networkIn(read(network("backend", outputs)), "backend"), {
        ...plainNetwork("backend"),
        origin,
        ...expected,
      });
    });
  }

  it("networks upon another's bridge lead where that leads", () => {
    const id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const upon = (parent: string, internal: boolean, shown: object = {}): Network["internal"] => {
      const below = network("below", { internal }, { id });
      const above = network("above", { driver: "macvlan", options: { parent } }, shown);
      return networkIn(read(below, above), "above").internal;
    };
    assert.equal(upon("br-0123456789ab", true), true);
    assert.equal(upon("br-0123456789ab", false), false);
    // Of somebody else, and of the host itself.
    assert.equal(upon("br-ba9876543210", true), false);
    assert.equal(upon("eth0", true), false);
    // Before it is made it is told by whose id its parent is made of; else by nothing.
    const propertyDependencies = { options: [urnOf("docker:index/network:Network", "below")] };
    assert.equal(upon(notYet, true, { propertyDependencies }), true);
    assert.deepEqual(upon(notYet, true), { unknown: "parent of options of above is not known yet" });
  });

  for (const [what, [outputs, expected]] of Object.entries(volumes)) {
    it(`volumes have ${what}`, () => {
      const origin = urnOf("docker:index/volume:Volume", "data");
      assert.deepEqual(read(volume("data", outputs)).volumes, [
        { id: "data", driver: "local", external: false, labels: {}, origin, ...expected },
      ]);
    });
  }
});

describe("topology: services of anybody's program", () => {
  const spec = {
    image: "acme/web:1",
    commands: ["run"],
    args: ["--fast"],
    env: { MODE: "x" },
    capAdds: ["CAP_NET_ADMIN"],
    capDrops: ["ALL"],
    user: "app",
    readOnly: true,
    sysctl: { "net.ipv4.ip_forward": "0" },
    hosts: [{ host: "db", ip: "10.0.0.1" }],
    dnsConfig: { nameservers: ["10.0.0.2"] },
    mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/docker.sock", readOnly: true }],
    healthcheck: { tests: ["CMD", "true"] },
    privileges: { seLinuxContext: { disable: true } },
    labels: [{ label: "bulkhead.tier", value: "front" }],
  };
  const task = {
    containerSpec: spec,
    networksAdvanceds: [{ id: "n1", aliases: ["api"] }],
    resources: { limits: { memoryBytes: 268_435_456, nanoCpus: 500_000_000 } },
    restartPolicy: { condition: "on-failure", maxAttempts: 9 },
    logDriver: { name: "none" },
  };

  it("have all that a service can say", () => {
    const topology = read(
      network("mesh", { driver: "overlay", name: "mesh-1a" }, { id: "n1" }),
      service("web", {
        name: "web-2b",
        taskSpec: task,
        mode: { replicated: { replicas: 3 } },
        endpointSpec: {
          ports: [
            { targetPort: 80, publishedPort: 8080 },
            { targetPort: 53, protocol: "udp", publishMode: "host" },
          ],
        },
        labels: [{ label: "owner", value: "team a" }],
      }),
    );
    const plain = plainWorkload("web");
    assert.deepEqual(workload(topology), {
      ...plain,
      name: "web-2b",
      kind: "service",
      tier: "front",
      replicas: 3,
      image: "acme/web:1",
      command: ["run", "--fast"],
      environment: [{ name: "MODE", secret: false, value: "x" }],
      attachments: [{ network: "mesh", aliases: ["api"] }],
      published: [
        { address: "0.0.0.0", hostPort: 8080, mode: "ingress", port: 80, protocol: "tcp" },
        { address: "0.0.0.0", hostPort: 0, mode: "host", port: 53, protocol: "udp" },
      ],
      hosts: [{ name: "db", address: "10.0.0.1" }],
      dns: ["10.0.0.2"],
      mounts: [{ kind: "bind", from: "/var/run/docker.sock", at: "/docker.sock", readOnly: true }],
      privileges: {
        ...plain.privileges,
        capabilitiesAdded: ["NET_ADMIN"],
        capabilitiesDropped: ["ALL"],
        user: "app",
        readOnlyRoot: true,
        selinux: "disable",
        sysctls: { "net.ipv4.ip_forward": "0" },
      },
      care: {
        memory: 256,
        cpus: 0.5,
        restart: "on-failure",
        restartAttempts: 9,
        healthCheck: true,
        logDriver: "none",
        ulimits: [],
      },
      labels: { "bulkhead.tier": "front", owner: "team a" },
      origin: urnOf("docker:index/service:Service", "web"),
    });
  });

  it("are on the default bridge only where they name no network and publish nothing", () => {
    const placed = (outputs: object): string[] =>
      workload(read(service("web", outputs))).attachments.map(({ network: id }) => id);
    assert.deepEqual(placed({ taskSpec: { containerSpec: { image: "a" } } }), ["bridge"]);
    assert.deepEqual(placed({ taskSpec: {}, endpointSpec: { ports: [{ targetPort: 80 }] } }), []);
    assert.deepEqual(placed({ taskSpec: { networksAdvanceds: [{ name: "mesh" }] } }), ["mesh"]);
  });

  it("take as many replicas as there are nodes where they are global, and their image's name from its resource", () => {
    const topology = read(
      image("base", { name: "redis:7", repoDigest: "redis@sha256:abc" }),
      service("web", { mode: { global: true }, taskSpec: { containerSpec: { image: "redis@sha256:abc" } } }),
    );
    assert.deepEqual(workload(topology).replicas, { unknown: "one runs on each node" });
    assert.equal(workload(topology).image, "redis:7");
    assert.equal(workload(topology).datastore, "redis");
  });
});
