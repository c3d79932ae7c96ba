import assert from "node:assert/strict";
import {
  Job,
  MultiTierApp,
  ProxiedApp,
  Segment,
  Workload,
  type WorkloadArgs,
} from "../../components/index.ts";
import { diff, explain, reach, reachMermaid } from "../../topology/index.ts";
import { callable, calling, egressRelay, file, image, lastOf, listed } from "../harness/calling.ts";
import { at, record, refused } from "../harness/recorder.ts";
import { held } from "../harness/standing.ts";

describe("registration: egress by name", () => {
  it("is a relay and a resolver, each on a network with the workload, which itself stays on these alone", async () => {
    const recording = await calling();
    assert.deepEqual(recording.names("Container"), ["app-names1", "app-relay1", "app1"]);
    assert.deepEqual(recording.names("Network"), ["app-egress", "app-names", "app-relay-outer"]);
    assert.equal(recording.one("Network", "app-egress").inputs["internal"], true);
    const networks = (name: string) => at(recording.one("Container", name).inputs, "networksAdvanced");
    const end = (network: string): string =>
      lastOf(String(at(recording.one("Network", network).inputs, "ipamConfigs", 0, "subnet")));
    assert.deepEqual(networks("app1"), [
      { name: "app-egress-5e1f2a3", aliases: [] },
      { name: "app-names-5e1f2a3", aliases: [] },
    ]);
    assert.deepEqual(networks("app-relay1"), [
      { name: "app-egress-5e1f2a3", aliases: ["app-relay", "app-relay1"], ipv4Address: end("app-egress") },
      { name: "app-relay-outer-5e1f2a3", aliases: [] },
    ]);
    assert.deepEqual(networks("app-names1"), [
      { name: "app-names-5e1f2a3", aliases: ["app-names", "app-names1"], ipv4Address: end("app-names") },
    ]);
    assert.deepEqual(recording.one("Container", "app1").inputs["dns"], [end("app-names")]);
  });

  it("waits for both, and for nothing in the program itself", async () => {
    const recording = await calling();
    const { options, inputs } = recording.one("Container", "app1");
    assert.deepEqual(
      options.dependsOn.filter(name => name.startsWith("Container")),
      ["Container app-names1", "Container app-relay1"],
    );
    assert.deepEqual(inputs["envs"], []);
    assert.equal(recording.one("Container", "app-relay1").options.deleteBeforeReplace, true);
  });

  it("relays are hardened as any workload, and replaced one after the other", async () => {
    const recording = await calling({
      egressRelay: { ...egressRelay, replicas: 2, servers: ["192.0.2.53"] },
    });
    const second = recording.one("Container", "app-relay2");
    assert.ok(second.options.dependsOn.includes("Container app-relay1"));
    for (const name of ["app-relay1", "app-names1"]) {
      const { readOnly, capabilities, securityOpts, memory, sysctls } = recording.one(
        "Container",
        name,
      ).inputs;
      assert.deepEqual(
        { readOnly, capabilities, securityOpts, memory, sysctls },
        {
          readOnly: true,
          capabilities: { drops: ["ALL"], adds: [] },
          securityOpts: ["no-new-privileges:true"],
          memory: 64,
          sysctls: { "net.ipv4.ip_forward": "0" },
        },
      );
    }
    assert.deepEqual(second.inputs["dns"], ["192.0.2.53"]);
    assert.ok(recording.one("Container", "app-names2").options.dependsOn.includes("Container app-names1"));
    const { dns, dnsOpts } = recording.one("Container", "app1").inputs;
    assert.equal((dns as readonly string[]).length, 2);
    assert.equal(dnsOpts, undefined, "whoever asks waits until the other resolver answers");
    const hosts = file(recording, "app-names1").filter(line =>
      line.startsWith("host-record=api.example.com,"),
    );
    assert.equal(hosts.length, 2, "both relays are answered");
  });

  it("the relay listens on that network alone, and holds what is asked for against the list and the answers", async () => {
    const lines = file(await calling(), "app-relay1");
    assert.deepEqual(
      lines.filter(line => /^ {2}bind /.test(line)),
      [
        "  bind 127.0.0.1:8404",
        ...[80, 443, 5432, 8443].map(port => `  bind app-relay1.app-egress-5e1f2a3:${port}`),
      ],
    );
    const named = (port: number): string[] => {
      const start = lines.indexOf(`frontend port${port}`);
      return lines.slice(start, lines.indexOf("", start)).filter(line => line.includes("acl named"));
    };
    assert.deepEqual(named(443), [
      "  acl named0 var(txn.name) -m str api.example.com",
      "  acl named1 var(txn.name) -m end .example.org",
    ]);
    assert.deepEqual(named(8443), ["  acl named0 var(txn.name) -m end .example.org"]);
    assert.ok(lines.some(line => /acl never .* 169\.254\.0\.0\/16/.test(line)));
  });

  it("the resolver knows the names of the list and no other", async () => {
    const lines = file(await calling(), "app-names1");
    assert.ok(lines.includes("local=/#/"));
    assert.ok(!lines.some(line => line.startsWith("server=")));
    const open = file(await calling({ egress: [{ dns: true }] }), "app-names1");
    assert.ok(open.includes("server=127.0.0.11"));
    assert.ok(!open.includes("local=/#/"));
  });

  it("topology: the outside has named parts, and what is declared is so", async () => {
    const { topology } = await calling();
    assert.deepEqual(held(topology), callable("app"));
    const { nodes, edges } = reach(topology);
    assert.deepEqual(
      nodes.filter(({ kind }) => kind === "outside").map(({ name }) => name),
      ["outside", "*.example.org", "api.example.com", "db.example.com", "plain.example.com"],
    );
    const calls = edges.filter(({ from, verdict }) => from === "app" && verdict === "allowed");
    assert.deepEqual(calls.map(({ to, port }) => `${to}:${port}`).sort(), [
      "app-names:53",
      "app-names:53",
      "app-relay:443",
      "app-relay:5432",
      "app-relay:80",
      "app-relay:8443",
      "outside *.example.org:443",
      "outside *.example.org:8443",
      "outside api.example.com:443",
      "outside db.example.com:5432",
      "outside plain.example.com:80",
    ]);
    assert.ok(calls.every(({ declared }) => declared));
    assert.match(reachMermaid(reach(topology)), /\(\["outside #42;\.example\.org"\]\)/);
    const said = explain(topology, {
      from: "app",
      to: "outside api.example.com",
      port: 8443,
      protocol: "tcp",
    });
    assert.match(said.edge.via[0]?.detail ?? "", /^no relay passes calls of app on to api\.example\.com/);
  });

  it("diff: says whom it may call now, and whom no longer", async () => {
    const one = await calling({ egress: [{ host: "api.example.com", ports: [443] }] });
    const two = await calling({ egress: [{ host: "pay.example.com", ports: [443] }] });
    const sentences = diff(one.topology, two.topology).changes.map(({ sentence }) => sentence);
    assert.ok(
      sentences.some(text => text.startsWith("app can now call pay.example.com:443: ")),
      sentences.join("\n"),
    );
    assert.ok(sentences.some(text => text.startsWith("app can no longer call api.example.com:443: ")));
  });

  it("jobs, tiers and services have it too", async () => {
    const { egress } = listed;
    const job = await record(() => new Job("sync", { image, egress, egressRelay }));
    assert.deepEqual(job.names("Container"), ["sync-names1", "sync-relay1", "sync1"]);
    const app = await record(
      () => new MultiTierApp("shop", { tiers: { web: { image, egress, egressRelay } } }),
    );
    assert.deepEqual(app.names("Container"), ["shop-web-names1", "shop-web-relay1", "shop-web1"]);
    assert.deepEqual(held(app.topology), callable("shop-web"));
    const services = { api: { image, ports: [80], egress, egressRelay } };
    const proxied = await record(() => new ProxiedApp("site", { proxy: { image }, services }));
    assert.ok(proxied.names("Container").includes("site-api-relay1"));
  });

  it("an empty list, or false, opens nothing", async () => {
    for (const egress of [[], false] as const) {
      const recording = await record(() => new Workload("app", { image, egress }));
      assert.deepEqual(recording.names("Network"), []);
    }
  });

  it("says all that is wrong at once, by path", async () => {
    const problems = await refused(
      () =>
        new Workload("app", {
          image,
          egress: [
            { host: "203.0.113.7", ports: [443] },
            { host: "api.*.com", ports: [443] },
            { host: "https://api.example.com/v1", ports: [443] },
            { host: "API.example.com", ports: [443] },
            { host: "database", ports: [443] },
            { host: "api.example.com:443", ports: [443] },
            { host: "ok.example.com", ports: [0, "tsl 8443", "udp 53", "443"] },
            { host: "ok.example.com", ports: [] },
            { cidr: "203.0.113.7/24", ports: [443] },
            { cidr: "169.254.169.254", ports: [80] },
            { hosts: "ok.example.com", ports: [443] } as never,
          ],
        }),
    );
    const told = problems.map(({ path, reason }) => `${path}: ${reason.split(";")[0]}`);
    assert.deepEqual(told, [
      "egress[0].host: that is an address",
      "egress[1].host: a * stands for whole names before a domain, and at the front alone",
      "egress[2].host: that is a URL",
      "egress[3].host: write it in lower case: api.example.com",
      "egress[4].host: a name beyond the host has a dot in it",
      "egress[5].host: a port stands in ports",
      "egress[6].ports[0]: a port is a whole number from 1 to 65535",
      "egress[6].ports[1]: give tls, http or tcp before the number",
      "egress[6].ports[2]: a relay passes TCP on and no UDP",
      'egress[6].ports[3]: give a port number, or a word before it, such as "tls 8443"',
      "egress[7].ports: give at least one port",
      "egress[8].cidr: give a block of IPv4 addresses by its first one, such as 203.0.113.0/24, or an address",
      "egress[9].cidr: it lies in 169.254.0.0/16, which stays closed whatever is listed",
      "egress[10]: give { host, ports }, { cidr, ports }, { dns: true } or { learn: true }",
    ]);
  });

  it("learns: every public name is open at the two ports that say whom a call is for, and told", async () => {
    const recording = await calling({ egress: [{ learn: true }, { host: "db.example.com", ports: [5432] }] });
    const relay = file(recording, "app-relay1");
    assert.deepEqual(
      relay.filter(line => /^frontend port/.test(line)),
      ["frontend port80", "frontend port443", "frontend port5432"],
    );
    assert.ok(!relay.some(line => line.includes("why) str(unlisted)")));
    assert.ok(relay.includes("  acl within0 var(txn.to) -m ip 0.0.0.0/0"));
    const topology = recording.topology;
    assert.ok(topology.flows.some(({ from, to }) => from === "app" && to === "outside 0.0.0.0/0"));
    const both = await refused(() => {
      new Workload("other", { ...listed, egress: [{ learn: true }, { learn: true }, { dns: true }] });
    });
    assert.deepEqual(
      both.map(({ path, reason }) => `${path}: ${reason}`.split(";")[0]),
      [
        "egress[1].learn: 443 of 0.0.0.0/0 stands there twice",
        "egress[1].learn: 80 of 0.0.0.0/0 stands there twice",
        "egress[2].dns: since egress[0].learn every name is answered with the relay, and none is looked up",
      ],
    );
    const off = await calling({ egress: [{ learn: false }, { host: "api.example.com", ports: [443] }] });
    assert.deepEqual(
      file(off, "app-relay1").filter(line => /^frontend port/.test(line)),
      ["frontend port443"],
    );
  });

  it("says what goes against what", async () => {
    const told = async (args: Partial<WorkloadArgs>): Promise<string[]> => {
      const problems = await refused(() => new Workload("app", { image, ...args }));
      return problems.map(({ path, reason }) => `${path}: ${reason}`);
    };
    const egress = [{ host: "api.example.com", ports: [443] }];
    const first = async (args: Partial<WorkloadArgs>): Promise<string> =>
      (await told(args))[0]?.split(";")[0] ?? "";
    assert.equal(await first({ egress }), "egressRelay: what a list names is called by a relay");
    assert.equal(
      await first({ egress: true, egressRelay }),
      "egressRelay: it is for a list in egress, and there is none",
    );
    assert.deepEqual(await told({ egress, egressRelay, ports: ["53/udp"], publish: ["5353:53/udp"] }), [
      "publish[0]: beside a list a relay in front publishes it, which passes no udp on; leave it out, or give egress: true for all of the world",
    ]);
    assert.match(await first({ egress, egressRelay, dns: { servers: ["192.0.2.1"] } }), /^dns\.servers: /);
    assert.match(
      await first({ egress, egressRelay, hostNetwork: { reason: "it needs the host's own network" } }),
      /^hostNetwork: /,
    );
    const two = [
      { host: "a.example.com", ports: ["tcp 5432"] },
      { host: "b.example.com", ports: ["tcp 5432"] },
    ];
    assert.match(
      await first({ egress: two, egressRelay }),
      /^egress\[1\]\.ports\[0\]: a connection of plain TCP/,
    );
    const mixed = [
      { host: "a.example.com", ports: [443] },
      { host: "b.example.com", ports: ["tcp 443"] },
    ];
    assert.equal(
      await first({ egress: mixed, egressRelay }),
      "egress[1].ports[0]: 443 is tls by egress[0].ports[0], and tcp here",
    );
    const twice = [...egress, ...egress];
    assert.equal(
      await first({ egress: twice, egressRelay }),
      "egress[1].ports[0]: 443 of api.example.com stands there twice",
    );
    const any = [{ host: "*.example.com", ports: ["tcp 5432"] }];
    assert.deepEqual(await told({ egress: any, egressRelay }), [
      'egress[0].ports[0]: a connection of plain TCP does not say which of *.example.com it is for; give each name, with a port of its own, or write "tls 5432" if they speak TLS',
    ]);
    const block = { cidr: "203.0.113.0/24", ports: ["tcp 5432"] };
    assert.deepEqual(await told({ egress: [block, block], egressRelay }), [
      "egress[1].ports[0]: 5432 of 203.0.113.0/24 stands there twice; leave one out",
    ]);
    const rights = { ...egressRelay, hardening: { user: "root", newPrivileges: true } };
    const begins = "for egress[0].ports[0] the relay begins as root and gives that up";
    assert.deepEqual(await told({ egress: [block], egressRelay: rights }), [
      `egressRelay.hardening.user: ${begins}; give a user without rights, or leave it out`,
      `egressRelay.hardening.newPrivileges: ${begins} for good; leave it out`,
    ]);
    const both = [{ cidr: "203.0.113.0/24", ports: [443] }, { dns: true }];
    assert.equal(
      await first({ egress: both, egressRelay }),
      "egress[1].dns: since egress[0].cidr every name is answered with the relay, and none is looked up",
    );
    assert.match(
      await first({ egress, egressRelay, replicas: 30 }),
      /^pool: a \/27 has no room for 30 replicas and 1 of their relay/,
    );
  });

  it("refuses a segment that leads past the relay", async () => {
    let told = "";
    await record(() => {
      const out = new Segment("out", { kind: "egress" });
      try {
        new Workload("app", { ...listed, segments: [out] });
      } catch (error) {
        told = String(error);
      }
    });
    assert.match(told, /segments\[0\]: this segment leads past the relay of its egress/);
  });
});
