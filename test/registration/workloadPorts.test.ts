import assert from "node:assert/strict";
import { MultiTierApp, Workload, type WorkloadArgs } from "../../components/index.ts";
import { at, freeHostPort, promiseOf, record, refused } from "../harness/recorder.ts";

const image = "acme/api:1";

const alone = (args: Partial<WorkloadArgs>) => record(() => new Workload("api", { image, ...args }));

async function complaints(args: object): Promise<Record<string, string>> {
  const problems = await refused(() => new Workload("api", { image, ...args }));
  return Object.fromEntries(problems.map(({ path, reason }) => [path, reason]));
}

describe("registration: Workload, ports", () => {
  it("takes ports and what is published of them in Docker's words", async () => {
    const recording = await alone({
      ports: [8080, "53/udp", "7000-7001"],
      publish: ["80:8080", "0.0.0.0::53/udp", "[::1]:8000-8001:7000-7001"],
    });
    assert.deepEqual(recording.one("Container", "api1").inputs["ports"], [
      { internal: 53, ip: "0.0.0.0", protocol: "udp" },
      { internal: 7000, external: 8000, ip: "::1", protocol: "tcp" },
      { internal: 7001, external: 8001, ip: "::1", protocol: "tcp" },
      { internal: 8080, external: 80, ip: "127.0.0.1", protocol: "tcp" },
    ]);
    assert.deepEqual(recording.topology.workloads[0]?.ports, [
      { port: 8080, protocol: "tcp" },
      { port: 53, protocol: "udp" },
      { port: 7000, protocol: "tcp" },
      { port: 7001, protocol: "tcp" },
    ]);
  });

  it("publishes all of them on free ports of the loopback address, of each replica", async () => {
    const recording = await alone({ ports: [80, "53/udp"], publish: "all", replicas: 2 });
    for (const replica of [1, 2]) {
      assert.deepEqual(recording.one("Container", `api${replica}`).inputs["ports"], [
        { internal: 53, ip: "127.0.0.1", protocol: "udp" },
        { internal: 80, ip: "127.0.0.1", protocol: "tcp" },
      ]);
    }
    assert.equal(recording.one("Segment", "api-outer").parent, "api");
  });

  it("tells where each came out, those that the engine chose among them", async () => {
    const recording = await alone({ ports: [80, "53/udp"], publish: ["80:80", "53/udp"] });
    const expected = [
      { replica: 1, port: 53, protocol: "udp", address: "127.0.0.1", hostPort: freeHostPort },
      { replica: 1, port: 80, protocol: "tcp", address: "127.0.0.1", hostPort: 80 },
    ];
    assert.deepEqual(await promiseOf(recording.result.published), expected);
    assert.deepEqual(recording.one("Workload", "api").outputs?.["published"], expected);
  });

  it("refuses what cannot be published, each where it stands", async () => {
    const args = {
      replicas: 2,
      ports: [80, "80-81", "81"],
    };
    const one = "only one replica can have it; leave it out, take 1 replica, or put a Proxy in front";
    assert.deepEqual(await complaints({ ...args, publish: ["8080:80", 7] }), {
      "ports[1]": "80/tcp stands there twice; leave one out",
      "ports[2]": "81/tcp stands there twice; leave one out",
      "publish[0]": one,
      "publish[1]": 'give { port, hostPort, address, protocol }, or a text such as "8080:80"',
    });
    assert.deepEqual(await complaints({ ports: ["http"], publish: ["9000-9001:80"] }), {
      "ports[0]": 'give "8080", "53/udp" or a range such as "7000-7005"',
      "publish[0]":
        "its ranges differ in length, 2 of the host and 1 of the workload; give as many of one as of the other",
    });
    assert.deepEqual(
      await complaints({ ...args, publish: ["8080:80", { port: 80, hostPort: 8081 }, "82"] }),
      {
        "ports[1]": "80/tcp stands there twice; leave one out",
        "ports[2]": "81/tcp stands there twice; leave one out",
        "publish[0]": one,
        "publish[1].hostPort": one,
        "publish[2]": "82/tcp is not among the workload's ports; add it there",
      },
    );
    assert.deepEqual(await complaints({ ports: [80], publish: ["8080:80", "0.0.0.0:8080:80"] }), {
      "publish[1]": "8080 is published already; give another",
    });
    assert.deepEqual(await complaints({ publish: "all" }), {
      publish: "there are no ports to publish; give it ports",
    });
  });

  it("sees in an application that two tiers want the same port, in whatever words", async () => {
    const tier = (publish: WorkloadArgs["publish"]) => ({ image, ports: [80, "53/udp"], publish });
    const tiers = {
      one: tier(["0.0.0.0:8080:80"]),
      two: tier([{ port: 80, hostPort: 8080 }]),
      three: tier(["8080:53/udp"]),
      four: tier("all"),
    };
    const problems = await refused(() => new MultiTierApp("shop", { tiers }));
    assert.deepEqual(problems, [
      { path: "tiers.two.publish[0].hostPort", reason: "one publishes 8080 already; give another" },
    ]);
  });

  it("counts the ports of texts in an application's flows", async () => {
    const { topology } = await record(
      () =>
        new MultiTierApp("shop", {
          tiers: { a: { image, link: ["b"] }, b: { image, ports: ["7000-7001", "53/udp"], publish: "all" } },
        }),
    );
    assert.deepEqual(
      topology.flows
        .filter(({ from }) => from === "shop-a")
        .map(({ port, protocol }) => `${port}/${protocol}`),
      ["53/udp", "7000/tcp", "7001/tcp"],
    );
  });

  it("asks other servers for names, with other endings and options", async () => {
    const dns = { servers: ["10.0.0.53", "10.0.0.54"], search: ["example.com"], options: ["ndots:2"] };
    const recording = await alone({ dns });
    const { inputs } = recording.one("Container", "api1");
    assert.deepEqual(
      [inputs["dns"], inputs["dnsSearches"], inputs["dnsOpts"]],
      [dns.servers, dns.search, dns.options],
    );
    assert.deepEqual(recording.topology.workloads[0]?.dns, dns.servers);
    assert.deepEqual(await complaints({ dns: { servers: ["dns"], search: ["a b"], options: ["x y"] } }), {
      "dns.servers[0]": "give an IP address",
      "dns.search[0]": "give a domain, such as example.com",
      "dns.options[0]": "give an option of resolv.conf, such as ndots:2",
    });
  });

  it("keeps a health check and everything else beside published ports", async () => {
    const recording = await alone({ ports: [80], publish: "all", health: { command: ["true"] } });
    assert.deepEqual(at(recording.one("Container", "api1").inputs, "healthcheck", "tests"), ["CMD", "true"]);
  });
});
