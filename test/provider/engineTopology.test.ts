import assert from "node:assert/strict";
import {
  connectNetwork,
  createContainer,
  createNetwork,
  createVolume,
  startContainer,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { readEngine } from "../../observe/index.ts";
import { bridgeInterface, plainWorkload, reach, type Topology } from "../../topology/index.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";

const image = demoImage("probe");
const waiting = { Image: image, Entrypoint: ["python3"], Cmd: ["-c", "import signal; signal.pause()"] };
const [bold, meek, sharing, network, upon, volume] = ["bold", "meek", "sharing", "net", "upon", "vol"].map(
  unique,
) as [string, string, string, string, string, string];

async function run(
  name: string,
  more: Omit<Parameters<typeof createContainer>[1], "name" | "Image">,
): Promise<void> {
  await startContainer(
    engine,
    await createContainer(engine, { ...waiting, ...more, name, Labels: { ...testLabels, ...more.Labels } }),
  );
}

describe("a topology read from an engine", () => {
  let read: Topology;
  const found = (id: string) => read.workloads.find(one => one.id === id) ?? plainWorkload("nobody");

  before(async () => {
    const { subnet } = uniqueSubnet();
    await createVolume(engine, {
      Name: volume,
      Labels: testLabels,
      DriverOpts: { type: "none", o: "bind", device: "/var/empty" },
    });
    const id = await createNetwork(engine, {
      Name: network,
      Internal: true,
      IPAM: { Config: [{ Subnet: subnet }] },
      Labels: testLabels,
    });
    await createNetwork(engine, {
      Name: upon,
      Driver: "macvlan",
      Options: { parent: bridgeInterface(id) },
      IPAM: { Config: [{ Subnet: uniqueSubnet().subnet }] },
      Labels: testLabels,
    });
    await run(meek, {
      User: "1000",
      Labels: { "bulkhead.tier": "data" },
      ExposedPorts: { "5432/tcp": {} },
      Env: ["TOKEN=a=b"],
      HostConfig: {
        NetworkMode: network,
        CapDrop: ["ALL"],
        ReadonlyRootfs: true,
        SecurityOpt: ["no-new-privileges:true"],
        Tmpfs: { "/tmp": "size=1m" },
        Memory: 64 * 2 ** 20,
        NanoCpus: 5e8,
        PidsLimit: 50,
        RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
        Ulimits: [{ Name: "nofile", Soft: 100, Hard: 200 }],
      },
    });
    await run(bold, {
      HostConfig: {
        CapAdd: ["NET_ADMIN", "SYS_PTRACE"],
        Devices: [{ PathOnHost: "/dev/null", PathInContainer: "/dev/nothing", CgroupPermissions: "r" }],
        PidMode: "host",
        SecurityOpt: ["seccomp=unconfined"],
        Sysctls: { "net.ipv4.ip_forward": "0" },
        NetworkMode: network,
        Mounts: [{ Type: "bind", Source: "/etc", Target: "/host/etc", ReadOnly: true }],
        Dns: ["192.0.2.1"],
        ExtraHosts: ["db.example:192.0.2.2"],
        PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1" }] },
      },
      NetworkingConfig: { EndpointsConfig: { [network]: { Links: [`${meek}:db`] } } },
      ExposedPorts: { "80/tcp": {} },
      Healthcheck: { Test: ["CMD", "true"] },
    });
    await connectNetwork(engine, "bridge", bold, {});
    await run(sharing, { HostConfig: { NetworkMode: `container:${meek}` } });
    read = await readEngine(engine);
  });

  it("takes a network upon the bridge of one that leads nowhere for such a one", () => {
    const { driver, internal } = read.networks.find(({ id }) => id === upon) ?? {};
    assert.deepEqual([driver, internal], ["macvlan", true]);
  });

  it("says how far each container is shut off, and what it may use", () => {
    const { privileges, care, environment, mounts, ports, tier } = found(meek);
    assert.deepEqual(privileges, {
      ...plainWorkload("any").privileges,
      capabilitiesDropped: ["ALL"],
      user: "1000",
      readOnlyRoot: true,
      noNewPrivileges: true,
    });
    assert.deepEqual([care.memory, care.cpus, care.pids], [64, 0.5, 50]);
    assert.deepEqual(
      [care.restart, care.restartAttempts, care.ulimits],
      ["on-failure", 3, ["nofile=100:200"]],
    );
    assert.deepEqual(environment.find(({ name }) => name === "TOKEN")?.value, "a=b");
    assert.deepEqual(mounts, [{ kind: "tmpfs", at: "/tmp", readOnly: false, options: ["size=1m"] }]);
    assert.deepEqual([ports, tier], [[{ port: 5432, protocol: "tcp" }], "data"]);
  });

  it("says what opens the host to a container", () => {
    const { privileges, care, mounts, dns, hosts, links, published } = found(bold);
    assert.deepEqual(
      [privileges.capabilitiesAdded, privileges.devices, privileges.pid, privileges.seccomp],
      [["NET_ADMIN", "SYS_PTRACE"], ["/dev/null"], "host", "unconfined"],
    );
    assert.deepEqual(privileges.sysctls, { "net.ipv4.ip_forward": "0" });
    assert.deepEqual(mounts, [
      { kind: "bind", from: "/etc", at: "/host/etc", readOnly: true, propagation: "rprivate" },
    ]);
    assert.deepEqual([dns, hosts], [["192.0.2.1"], [{ name: "db.example", address: "192.0.2.2" }]]);
    assert.deepEqual(links, [{ to: meek, alias: "db" }]);
    assert.equal(care.healthCheck, true);
    assert.deepEqual(
      published.map(({ address, port }) => [address, port]),
      [["127.0.0.1", 80]],
    );
  });

  it("says who shares whose namespace, networks and volumes, and what follows", () => {
    assert.deepEqual(found(sharing).namespace, { kind: "workload", of: meek });
    assert.deepEqual(
      found(bold).attachments.map(({ network: id }) => id),
      ["bridge", network],
    );
    assert.equal(read.volumes.find(({ id }) => id === volume)?.hostPath, "/var/empty");
    const edges = reach(read).edges.filter(({ from }) => from === bold);
    assert.deepEqual(
      new Map(edges.filter(({ to }) => to === sharing || to === meek).map(({ to, port }) => [to, port])),
      new Map<string, unknown>([
        [meek, 5432],
        [sharing, "any"],
      ]),
    );
    const host = edges.filter(({ to }) => to === "host").flatMap(({ via }) => via);
    assert.ok(host.some(({ mechanism }) => mechanism === "host processes"));
  });
});
