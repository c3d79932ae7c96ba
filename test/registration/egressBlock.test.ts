import assert from "node:assert/strict";
import { Job, MultiTierApp, ProxiedApp } from "../../components/index.ts";
import { diff, reach } from "../../topology/index.ts";
import { callable, calling, egressRelay, file, image, lastOf } from "../harness/calling.ts";
import { at, type Recording, record } from "../harness/recorder.ts";
import { held } from "../harness/standing.ts";

describe("registration: a block with plain TCP", () => {
  const block = { cidr: "203.0.113.0/24", ports: ["tcp 5432"] };
  const alone = { egress: [block] };

  it("is called by address: over a network upon the relay's, whose gateway it becomes", async () => {
    const recording = await calling(alone);
    assert.deepEqual(recording.names("Network"), [
      "app-direct",
      "app-egress",
      "app-names",
      "app-relay-outer",
    ]);
    const direct = recording.one("Network", "app-direct").inputs;
    assert.deepEqual([direct["driver"], direct["internal"]], ["macvlan", false]);
    assert.match(String(at(direct, "options", "parent")), /^br-/);
    const subnet = String(at(direct, "ipamConfigs", 0, "subnet"));
    const gateway = String(at(direct, "ipamConfigs", 0, "gateway"));
    const relay = recording.one("Container", "app-relay1").inputs;
    const own = (at(relay, "networksAdvanced") as { name: string; ipv4Address: string }[]).find(({ name }) =>
      name.startsWith("app-direct-"),
    );
    assert.equal(own?.ipv4Address, lastOf(subnet));
    const [script, configuration] = (at(relay, "uploads") as { file: string; content: string }[])
      .toSorted((left, right) => (left.file < right.file ? -1 : 1))
      .map(({ content }) => content.split("\n"));
    assert.ok(script?.includes(`ip address add ${gateway}/27 dev "$device"`), script?.join("\n"));
    assert.ok(script?.at(-2)?.startsWith("exec busybox start-stop-daemon -S -c '99:99' -x "));
    // From elsewhere nobody calls so, and nobody on the relay's own networks is called.
    assert.ok(configuration?.includes(`  tcp-request connection reject unless { src ${subnet} }`));
    assert.ok(configuration?.some(line => line.includes("reject if { dst ") && line.includes(subnet)));
    assert.ok(configuration?.includes("  acl within0 var(txn.to) -m ip 203.0.113.0/24"));
    assert.deepEqual(
      configuration?.filter(line => line.startsWith("frontend ")),
      ["frontend health", "frontend direct5432"],
    );
  });

  it("has a relay that begins with rights and gives them up; its check of health has none", async () => {
    const recording = await calling({ ...alone, replicas: 2 });
    const relay = recording.one("Container", "app-relay1").inputs;
    assert.deepEqual(at(relay, "capabilities"), {
      drops: ["ALL"],
      adds: ["CAP_NET_ADMIN", "CAP_SETGID", "CAP_SETUID"],
    });
    assert.deepEqual(at(relay, "securityOpts"), ["no-new-privileges:true"]);
    assert.equal(at(relay, "user"), "0:0");
    assert.match(String(at(relay, "healthcheck", "tests", 3)), /^busybox start-stop-daemon -S -c '99:99' /);
    const { capabilities, sysctls } = recording.one("Container", "app2").inputs;
    assert.deepEqual(capabilities, { drops: ["ALL"], adds: [] });
    assert.deepEqual(sysctls, { "net.ipv4.ip_forward": "0", "net.ipv4.conf.all.arp_ignore": "1" });
    // What goes by names alone needs none of it.
    const plain = (await calling()).one("Container", "app-relay1").inputs;
    assert.deepEqual(at(plain, "capabilities", "adds"), []);
  });

  it("is of a tier, a service and a job as well", async () => {
    const args = { image, ...alone, egressRelay };
    const services = { api: { ...args, ports: [80] } };
    const made: [network: string, recording: Recording<unknown>][] = [
      ["shop-web-direct", await record(() => new MultiTierApp("shop", { tiers: { web: args } }))],
      ["site-api-direct", await record(() => new ProxiedApp("site", { proxy: { image }, services }))],
      ["sync-direct", await record(() => new Job("sync", args))],
    ];
    for (const [network, recording] of made) {
      const { driver, options } = recording.one("Network", network).inputs;
      assert.equal(driver, "macvlan", network);
      assert.match(String(at(options, "parent")), /^br-/, network);
    }
  });

  it("does not stand in the way of names: at its port, and for looking up any", async () => {
    const both = [block, { host: "db.example.com", ports: ["tcp 5432", 443] }, { dns: true }];
    const recording = await calling({ egress: both });
    const relay = (at(recording.one("Container", "app-relay1").inputs, "uploads") as { content: string }[])
      .map(({ content }) => content)
      .join("\n");
    assert.match(relay, /frontend port5432\n {2}bind app-relay1\.app-egress-\w+:5432\n/);
    assert.match(relay, /frontend direct5432\n {2}bind 0\.0\.0\.0:5432\n/);
    assert.ok(file(recording, "app-names1").includes("server=127.0.0.11"));
    assert.deepEqual(held(recording.topology).missing, []);
  });

  it("topology: a network that leads nowhere, by which the block is called and nothing else", async () => {
    const { topology } = await calling(alone);
    assert.deepEqual(held(topology), callable("app"));
    const direct = topology.networks.find(({ id }) => id === "app-direct");
    assert.deepEqual([direct?.driver, direct?.internal], ["macvlan", true]);
    const calls = reach(topology).edges.filter(
      ({ from, verdict }) => from === "app" && verdict === "allowed",
    );
    assert.deepEqual(calls.map(({ to, port }) => `${to}:${port}`).sort(), [
      "app-names:53",
      "app-names:53",
      "app-relay:5432",
      "outside 203.0.113.0/24:5432",
    ]);
    const before = await calling({ egress: [{ host: "api.example.com", ports: [443] }] });
    const sentences = diff(before.topology, topology).changes.map(({ sentence }) => sentence);
    assert.ok(sentences.some(text => text.startsWith("app can now call 203.0.113.0/24:5432: ")));
  });
});
