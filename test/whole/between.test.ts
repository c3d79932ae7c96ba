import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { removeContainer } from "../../engine/index.ts";
import type { Verification } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { answeringAt } from "../harness/answering.ts";
import { Deployed } from "../harness/deployed.ts";
import { differences, told } from "../harness/differences.ts";
import { engine } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";
import { python } from "../harness/inside.ts";

describe("relays and proxies between networks, as the documents have them, deployed by pulumi up", () => {
  let stack: Deployed;
  let verification: Verification;

  before(async function () {
    this.timeout(120_000);
    stack = await Deployed.of({
      oneWay: await example(
        "one-way-link",
        "one way",
        answeringAt("acme/archive:1.0.0", { tcp: [8080, 8081] }),
      ),
      udp: await example("one-way-link", "one way with nginx", {
        ...answeringAt("acme/clock:1.0.0", { tcp: [8080], udp: [9123] }),
        // To nginx a client of udp is there until it has been silent for so long, and its end waits for that.
        'server: "nginx" }': 'server: "nginx", idleTimeout: 1 }',
      }),
      proxied: await example("proxied-app", "proxied app"),
    });
    // No check of health waits for these stand-ins, and who asks what is not declared does not wait either.
    for (const name of ["reader", "watch", "kiosk"]) await stack.listens(name, 8080);
    const { stdout } = await stack.project.bulkhead(
      "verify",
      "--stack",
      stack.project.stack,
      "--format",
      "json",
    );
    verification = JSON.parse(stdout) as Verification;
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  /** What the prober found between two on a port. */
  function found(from: string, to: string, port = 8080): string {
    const probe = verification.probes.find(one => one.from === from && one.to === to && one.port === port);
    if (probe === undefined) return "not asked";
    return `${probe.declared ? "declared" : "undeclared"} ${probe.found}, ${probe.verdict}`;
  }

  it("one way: the client reaches the declared port through the relay, and no other", async () => {
    assert.equal(found("reader", "archive"), "declared open, ok");
    assert.equal(await stack.python("reader", call, "archive", "8080"), "8080");
    assert.match(found("reader", "archive", 8081), /^undeclared (refused|timeout|unreachable), ok$/);
    assert.notEqual(await stack.connects("reader", "archive", 8081), "open");
  });

  it("one way: the server opens nothing to the client, nor to the relay", async () => {
    assert.match(found("archive", "reader"), /^undeclared (timeout|unreachable|unresolved), ok$/);
    assert.match(found("archive", "reader-archive"), /^undeclared refused, ok$/);
    const reader = await stack.container("reader");
    const addresses = Object.values(reader.NetworkSettings.Networks ?? {}).map(({ IPAddress }) => IPAddress);
    assert.equal(addresses.length, 1);
    for (const address of addresses) assert.notEqual(await stack.connects("archive", address, 8080), "open");
  });

  it("one way: no packet is routed past the relay, even for one who asks it to", async () => {
    const relay = await stack.container("reader-archive");
    assert.deepEqual(relay.HostConfig.Sysctls, { "net.ipv4.ip_forward": "0" });
    const forward = await stack.inside("reader-archive", "busybox", "cat", "/proc/sys/net/ipv4/ip_forward");
    assert.equal(forward.output.trim(), "0");
    const [archive] = await stack.containers("archive");
    const address = Object.values(archive?.NetworkSettings.Networks ?? {})[0]?.IPAddress ?? "";
    assert.notEqual(await stack.connects("reader", address, 8080), "open");
  });

  it("one way: both replicas answer behind it, and a replaced one is found again", async function () {
    this.timeout(60_000);
    const counted = await Promise.all([1, 2].map(replica => answered(replica)));
    for (let request = 0; request < 8; request++) {
      assert.equal(await stack.python("reader", call, "archive", "8080"), "8080");
    }
    const after = await Promise.all([1, 2].map(replica => answered(replica)));
    assert.ok(
      after.every((count, index) => count > (counted[index] ?? 0)),
      `${counted} before, ${after} after`,
    );
    const replaced = await stack.container("archive");
    await removeContainer(engine, replaced.Id, { volumes: true });
    assert.equal(await stack.python("reader", call, "archive", "8080"), "8080", "the other one answers");
    await stack.project.up("--refresh");
    assert.equal(await stack.python("reader", call, "archive", "8080"), "8080");
    const relay = await stack.container("reader-archive");
    assert.equal(relay.RestartCount, 0);
  });

  /** How many packets a replica has had. */
  async function answered(replica: number): Promise<number> {
    const { Id } = await stack.container("archive", replica);
    const statistics = "/sys/class/net/eth0/statistics/rx_packets";
    return Number(await python(Id, `print(open("${statistics}").read())`));
  }

  it("one way: nginx passes tcp and udp on", async () => {
    assert.equal(found("watch", "clock"), "declared open, ok");
    assert.equal(await stack.python("watch", call, "clock", "8080"), "8080");
    assert.equal(await stack.python("watch", ask, "clock", "9123"), "9123");
  });

  it("frontend and backend: the proxy is on both, clients and services meet nowhere", async () => {
    assert.equal(found("kiosk", "site-proxy"), "declared open, ok");
    for (const service of ["site-pages", "site-items"]) {
      assert.equal(found("site-proxy", service), "declared open, ok");
      assert.match(found("kiosk", service), /^undeclared (timeout|unreachable|unresolved), ok$/);
      assert.match(found(service, "site-proxy"), /^undeclared refused, ok$/);
    }
    assert.equal(
      found("site-pages", "site-items"),
      `undeclared ${await told(differences.beyondInternal)}, ok`,
    );
  });

  it("frontend and backend: requests go by path and by host, to each replica that is well", async function () {
    this.timeout(60_000);
    const { proxied } = (await stack.project.outputs()) as { proxied: { url: string } };
    const seen = async (path: string, host = "site"): Promise<string[]> => {
      const answers = await stack.python("kiosk", get, "site", "8080", path, host, "4");
      return [...new Set(answers.split("\n"))].sort();
    };
    const ids = async (workload: string): Promise<string[]> =>
      (await stack.containers(workload)).map(({ Id }) => Id.slice(0, 12));
    assert.deepEqual(await seen("/health"), await ids("site-pages"));
    const outside = await fetch(new URL("/health", proxied.url));
    assert.deepEqual([outside.status, outside.headers.get("x-replica")], [200, ...(await ids("site-pages"))]);
    const items = await ids("site-items");
    assert.deepEqual(await seen("/items/"), items.toSorted());
    assert.deepEqual(await seen("/health", "items.example.com"), items.toSorted());

    // A replica that is paused answers nobody: within a few checks all requests go to the other.
    const [ill = "", well = ""] = items;
    await engine.call("pause a replica", docker => docker.getContainer(ill).pause());
    const onlyOther = await until(
      async () => isDeepStrictEqual(await seen("/items/"), [well]) || undefined,
      15_000,
    );
    assert.equal(onlyOther, true);
    await engine.call("resume a replica", docker => docker.getContainer(ill).unpause());
    const both = await until(async () => ((await seen("/items/")).length === 2 ? true : undefined), 15_000);
    assert.equal(both, true);
  });

  it("frontend and backend: a replaced service is found at its new address, the proxy stays", async function () {
    this.timeout(60_000);
    const proxy = await stack.container("site-proxy");
    const before = await stack.container("site-pages");
    await removeContainer(engine, before.Id, { volumes: true });
    await stack.project.up("--refresh");
    const after = await stack.container("site-pages");
    const answered = await until(async () => {
      const answer = await stack.python("kiosk", get, "site", "8080", "/health", "site", "1");
      return answer === after.Id.slice(0, 12) || undefined;
    }, 30_000);
    assert.equal(answered, true);
    assert.equal((await stack.container("site-proxy")).State.StartedAt, proxy.State.StartedAt);
  });

  it("frontend and backend: many requests go over one connection to a replica", async () => {
    const requests = 20;
    await stack.python("kiosk", getMany, "site", "8080", "/health", String(requests));
    const { output } = await stack.inside("site-pages", "busybox", "cat", "/proc/net/tcp");
    // Those the proxy opened one after another would stand there closed, and waiting.
    const toService = output.split("\n").filter(line => /^\s*\d+: \w+:1F90 \w+:(?!0000)/.test(line));
    assert.ok(toService.length < requests / 2, output);
  });

  it("all of it is as declared", () => {
    const wrong = verification.probes.filter(({ verdict }) => verdict !== "ok");
    assert.deepEqual(
      wrong.map(({ from, to, port, found }) => `${from} => ${to} ${port} ${found}`),
      // A relay is the neighbour of both: what cannot call the client, and cannot be called otherwise, is the server.
      // The stand-ins for acme/watch and for the kiosk listen on a port that their workloads do not declare, where what
      // stands between gets to.
      [
        "reader-archive => archive 8081 open",
        "reader-archive => reader 8080 open",
        "site-proxy => kiosk 8080 open",
        "time => watch 8080 open",
      ],
    );
  });
});

const call = `
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5) as connection:
    print(connection.recv(64).decode())
`;

const ask = `
import socket, sys
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.settimeout(5)
datagrams.sendto(b"?", (sys.argv[1], int(sys.argv[2])))
print(datagrams.recv(64).decode())
`;

/** Which replica answered, for each of some requests; `none` where none did in time. */
const get = `
import http.client, sys
host, port, path, name, count = sys.argv[1:]
for _ in range(int(count)):
    connection = http.client.HTTPConnection(host, int(port), timeout=2)
    connection.request("GET", path, headers={"Host": name})
    try:
        print(connection.getresponse().headers["X-Replica"])
    except TimeoutError:
        print("none")
    connection.close()
`;

const getMany = `
import http.client, sys
host, port, path, count = sys.argv[1:]
connection = http.client.HTTPConnection(host, int(port), timeout=10)
for _ in range(int(count)):
    connection.request("GET", path)
    assert connection.getresponse().read() != b""
`;
