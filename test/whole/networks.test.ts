import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import { listContainers, listNetworks, removeContainer } from "../../engine/index.ts";
import type { Probe, Verification } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { answeringAt } from "../harness/answering.ts";
import { Deployed } from "../harness/deployed.ts";
import { differences, told } from "../harness/differences.ts";
import { engine } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";
import { freePort, freePorts } from "../harness/freePort.ts";
import { Outside } from "../harness/outside.ts";
import { squat } from "../harness/squatter.ts";

describe("networks and ports, as the documents have them, deployed by pulumi up", () => {
  let outside: Outside;
  let stack: Deployed;
  let metricsPort: number;
  let fixedPort: number;
  let firstOfRange: number;

  before(async function () {
    this.timeout(120_000);
    outside = await Outside.listen("intranet.corp.example.com");
    [metricsPort, fixedPort, firstOfRange] = [await freePort(), await freePort(), await freePorts(3)];
    stack = await Deployed.of({
      names: await example("networks", "names"),
      many: await example("networks", "many networks"),
      none: await example("networks", "none"),
      dns: await example("networks", "dns", { "10.0.0.53": outside.address }),
      host: await example("networks", "host", { "9100": String(metricsPort) }),
      tuning: await example("networks", "tuning"),
      hardening: await example("hardening", "hardening"),
      transforms: await example("hardening", "transforms"),
      ports: await example("ports", "ports", {
        ...answeringAt("acme/gateway:1.0.0", { tcp: [8080, 7000, 7001, 7002], udp: [5353] }),
        "18080": String(fixedPort),
        "17000-17002": `${firstOfRange}-${firstOfRange + 2}`,
      }),
    });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
    await outside?.close();
  });

  it("names: each alias resolves to the same workload, and a replacement changes the address alone", async function () {
    this.timeout(60_000);
    const before = await stack.container("users");
    const resolved = await stack.python("mails", resolveAll, "users", "accounts", "logins");
    const [network = ""] = Object.keys(before.NetworkSettings.Networks ?? {});
    const address = before.NetworkSettings.Networks?.[network]?.IPAddress;
    assert.equal(resolved, [address, address, address].join("\n"));

    await removeContainer(engine, before.Id, { volumes: true });
    // Somebody else takes its address before it is made again.
    const squatter = await squat(network, address ?? "");
    await stack.project.up("--refresh");
    await removeContainer(engine, squatter, { volumes: true });
    const after = await stack.container("users");
    assert.notEqual(after.Id, before.Id);
    const now = after.NetworkSettings.Networks?.[network]?.IPAddress;
    assert.equal(
      await stack.python("mails", resolveAll, "users", "accounts", "logins"),
      [now, now, now].join("\n"),
    );
    assert.notEqual(now, address);
    for (const name of ["users", "accounts", "logins"])
      assert.equal(await stack.connects("mails", name, 8080), "open");
  });

  it("two way, many networks, isolation: whoever is to reach another does, nobody else, tried from everywhere", async function () {
    this.timeout(120_000);
    const { stdout } = await stack.project.bulkhead(
      "verify",
      "--stack",
      stack.project.stack,
      "--format",
      "json",
    );
    const { probes } = JSON.parse(stdout) as Verification;
    const wrong = probes.filter(({ verdict }) => verdict !== "ok");
    // What runs on the host's network is the neighbour of all that leads to the host, which nobody declared.
    assert.deepEqual(
      wrong.filter(({ from, verdict }) => from !== "metrics" || verdict !== "excess"),
      [],
    );
    assert.deepEqual([...new Set(wrong.map(({ to }) => to))].sort(), ["crawler", "gateway", "open"]);
    const between = (from: string, to: string): string | undefined => {
      const found = probes.find(probe => probe.from === from && probe.to === to && probe.port === 8080);
      return found && wordsOf(found);
    };
    assert.equal(between("users", "mails"), "declared open");
    assert.equal(between("mails", "users"), "declared open");
    assert.equal(between("orders", "store"), "declared open");
    assert.equal(between("orders", "tariff"), "declared open");
    assert.equal(between("store", "orders"), "undeclared refused, seen open elsewhere");
    const apart = `undeclared ${await told(differences.beyondInternal)}, seen open elsewhere`;
    assert.equal(between("store", "tariff"), apart);
    assert.equal(between("users", "store"), apart);
    // These share a network whose members are kept apart: there is a route, and what takes it is dropped.
    assert.equal(between("left", "right"), "undeclared timeout, seen open elsewhere");
    assert.equal(between("batch", "gateway"), "undeclared unreachable, seen open elsewhere");
    assert.equal(between("host", "gateway"), "declared open");
    assert.equal(between("host", "store"), "undeclared unreachable, seen open elsewhere");
  });

  it("many networks: the default gateway is that of the one with a way out", async () => {
    const [gateway = ""] = (await stack.python("orders", defaultGateways)).split("\n");
    const orders = await stack.container("orders");
    const networks = Object.entries(orders.NetworkSettings.Networks ?? {});
    assert.equal(networks.length, 4);
    const [, outer] = networks.find(([name]) => name.startsWith("orders-outer")) ?? [];
    assert.equal(gateway, outer?.Gateway);
  });

  it("egress: out by translation where it is asked for, and nowhere else", async function () {
    this.timeout(60_000);
    const call = (workload: string): Promise<string> =>
      stack.connects(workload, outside.address, outside.port);
    assert.equal(await call("orders"), "open");
    // Who is called writes it down after the caller knows that it got through.
    await until(async () => outside.callers.length > 0 || undefined, 10_000);
    assert.deepEqual(outside.callers, [outside.host], "the outside sees the host's address");
    // On internal networks, on one for published ports alone, and on none.
    for (const closed of ["store", "gateway", "batch"]) assert.notEqual(await call(closed), "open", closed);
    assert.equal(outside.callers.length, 1);
  });

  it("DNS: the engine's server first, then those given, with their domains and options", async () => {
    const { output } = await stack.inside("crawler", "busybox", "cat", "/etc/resolv.conf");
    assert.match(output, /^nameserver 127\.0\.0\.11$/m);
    assert.match(output, /^search corp\.example\.com$/m);
    assert.match(output, /^options ndots:2/m);
    assert.equal(await stack.python("crawler", resolveAll, "intranet"), outside.address);
    assert.ok(outside.questions.includes("intranet.corp.example.com"), outside.questions.join(", "));
    const { HostConfig } = await stack.container("crawler");
    assert.deepEqual(HostConfig.Dns, [outside.address]);
  });

  it("ports: fixed, free, a range, udp, at the loopback address; the chosen ones are outputs", async () => {
    const outputs = (await stack.project.outputs()) as unknown as Outputs;
    const { gateway, open } = outputs.ports.published;
    assert.ok([...gateway, ...open].every(({ address }) => address === "127.0.0.1"));
    const tcp = gateway.filter(({ protocol }) => protocol === "tcp");
    assert.deepEqual(
      await Promise.all(tcp.map(async ({ port, hostPort }) => [port, await greeting(hostPort)])),
      tcp.map(({ port }) => [port, String(port)]),
    );
    const hostPorts = (port: number): number[] =>
      gateway.filter(one => one.port === port).map(({ hostPort }) => hostPort);
    assert.ok(hostPorts(8080).includes(fixedPort));
    assert.equal(new Set(hostPorts(8080)).size, 2, "a fixed port and a free one");
    assert.deepEqual(
      [7000, 7001, 7002].flatMap(hostPorts),
      [0, 1, 2].map(step => firstOfRange + step),
    );
    const [udp] = gateway.filter(({ protocol }) => protocol === "udp");
    assert.equal(await datagramAnswer(udp?.hostPort ?? 0), "5353");
    // Each of two replicas has both of its ports on free ones.
    assert.deepEqual(open.map(({ replica, port, protocol }) => `${replica} ${port}/${protocol}`).sort(), [
      "1 8080/tcp",
      "1 9090/udp",
      "2 8080/tcp",
      "2 9090/udp",
    ]);
    for (const { port, hostPort } of open.filter(({ protocol }) => protocol === "tcp")) {
      assert.equal((await fetch(`http://127.0.0.1:${hostPort}/health`)).status, 200, String(port));
    }
  });

  it("host: on the host's network, loudly", async () => {
    assert.equal((await fetch(`http://127.0.0.1:${metricsPort}/health`)).status, 200);
    const { HostConfig, Config } = await stack.container("metrics");
    assert.equal(HostConfig.NetworkMode, "host");
    assert.equal(Config.Labels?.["bulkhead.host-network"], "it measures the host's own interfaces");
    assert.match(stack.said, /metrics is on the host's own network.+it measures the host's own interfaces/);
  });

  it("tuning: MTU, no traffic between members, driver options, kernel settings", async () => {
    const read = async (workload: string, path: string): Promise<string> =>
      (await stack.inside(workload, "busybox", "cat", path)).output.trim();
    assert.equal(await read("left", "/sys/class/net/narrow0/mtu"), "1400");
    assert.equal(await read("left", "/proc/sys/net/core/somaxconn"), "1024");
    assert.equal(await read("left", "/proc/sys/net/ipv4/ip_forward"), "0");
    assert.notEqual(await stack.connects("right", "left", 8080), "open");
    assert.equal(await stack.connects("left", "127.0.0.1", 8080), "open");
  });

  it("hardening: the defaults hold, and each can be relaxed", async () => {
    const status = async (workload: string): Promise<Record<string, string>> => {
      const { output } = await stack.inside(workload, "busybox", "cat", "/proc/self/status");
      return Object.fromEntries(output.split("\n").map(line => line.split(/:\s+/) as [string, string]));
    };
    const writes = async (workload: string, path: string): Promise<boolean> =>
      (await stack.inside(workload, "busybox", "touch", path)).code === 0;
    const strict = await status("strict");
    assert.deepEqual([strict["CapBnd"], strict["CapEff"], strict["NoNewPrivs"]], [none, none, "1"]);
    assert.deepEqual([await writes("strict", "/tmp/a"), await writes("strict", "/app/a")], [true, false]);
    const limits = (await stack.container("strict")).HostConfig;
    assert.deepEqual(
      [limits.Memory, limits.NanoCpus, limits.LogConfig?.Config],
      [256 * MiB, 1e9, { "max-file": "3", "max-size": "10m" }],
    );

    const relaxed = await status("relaxed");
    // The one bit of CAP_NET_BIND_SERVICE.
    assert.deepEqual([relaxed["CapBnd"], relaxed["NoNewPrivs"]], ["0000000000000400", "0"]);
    assert.equal(await writes("relaxed", "/var/scratch/a"), true);
    const own = await stack.container("relaxed");
    assert.deepEqual(
      [own.HostConfig.ReadonlyRootfs, own.Config.User, own.HostConfig.Memory, own.HostConfig.NanoCpus],
      [false, "1000:1000", 64 * MiB, 0.5e9],
    );
    assert.deepEqual([own.Config.StopTimeout, own.HostConfig.LogConfig?.Config?.["max-size"]], [20, "5m"]);
    const { output } = await stack.inside("relaxed", "busybox", "mount");
    assert.match(output, /tmpfs on \/tmp type tmpfs .*size=32768k/);
    const port = await stack.inside(
      "relaxed",
      "busybox",
      "cat",
      "/proc/sys/net/ipv4/ip_unprivileged_port_start",
    );
    assert.equal(port.output.trim(), "80");
  });

  it("transforms: the last word on network, volume and container", async () => {
    const { HostConfig } = await stack.container("tuned");
    assert.equal(HostConfig.ShmSize, 64 * MiB);
    assert.deepEqual(HostConfig.Ulimits, [{ Name: "nofile", Soft: 1024, Hard: 2048 }]);
    const [wired] = await listNetworks(engine, [...stack.labels, "bulkhead.segment=wired"]);
    assert.equal(wired?.Attachable, true);
  });

  it("labels: found by the engine's own filters", async () => {
    const mine = [...stack.labels, "team=people"];
    assert.equal((await listNetworks(engine, mine)).length, 1);
    const found = await listContainers(engine, mine);
    assert.deepEqual(
      found.map(({ Labels }) => Labels["bulkhead.workload"]),
      ["users"],
    );
    const { Volumes } = await engine.read("list volumes", docker =>
      docker.listVolumes({ filters: { label: [...stack.labels, "bulkhead.volume=kept"] } }),
    );
    assert.equal(Volumes.length, 1);
  });

  it("none: only its loopback, until it is connected, without a restart", async function () {
    this.timeout(120_000);
    const before = await stack.container("batch");
    const interfaces = await stack.inside("batch", "busybox", "ls", "/sys/class/net");
    assert.equal(interfaces.output.trim(), "lo");
    await stack.project.writeModule("none", await example("networks", "connected later"));
    await stack.project.up();
    const after = await stack.container("batch");
    assert.deepEqual([after.Id, after.State.StartedAt], [before.Id, before.State.StartedAt]);
    for (const name of ["batch", "reports"]) await stack.listens(name, 8080);
    assert.equal(await stack.connects("batch", "reports", 8080), "open");
    assert.equal(await stack.connects("reports", "batch", 8080), "open");
    await stack.project.up("--expect-no-changes", "--refresh");
  });
});

const MiB = 1024 * 1024;
/** No capability, as /proc has it. */
const none = "0000000000000000";

interface Published {
  readonly replica: number;
  readonly port: number;
  readonly protocol: string;
  readonly address: string;
  readonly hostPort: number;
}

interface Outputs {
  readonly ports: { readonly published: { readonly gateway: Published[]; readonly open: Published[] } };
}

const resolveAll = `
import socket, sys
for name in sys.argv[1:]:
    print(",".join(sorted(socket.gethostbyname_ex(name)[2])))
`;

/** The gateways of the routes to everywhere, as the kernel has them. */
const defaultGateways = `
import socket, struct
for line in open("/proc/net/route").readlines()[1:]:
    _, destination, gateway = line.split()[:3]
    if destination == "00000000":
        print(socket.inet_ntoa(struct.pack("<L", int(gateway, 16))))
`;

function wordsOf({ declared, found, control }: Probe): string {
  if (declared) return `declared ${found}`;
  return `undeclared ${found}, ${control ? "seen open elsewhere" : "seen open nowhere"}`;
}

/** What a TCP port of the host says first. */
async function greeting(port: number): Promise<string> {
  return await text(createConnection(port, "127.0.0.1"));
}

/** What a UDP port of the host answers. */
async function datagramAnswer(port: number): Promise<string> {
  const socket = createSocket("udp4");
  try {
    const answered = once(socket, "message", { signal: AbortSignal.timeout(5000) });
    socket.send("hello", port, "127.0.0.1");
    const [message] = (await answered) as [Buffer];
    return message.toString();
  } finally {
    socket.close();
  }
}
