import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import {
  Database,
  Job,
  type Linkable,
  OneWayLink,
  ProxiedApp,
  Proxy,
  Segment,
  Workload,
  type WorkloadArgs,
} from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { type Recording, record } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const image = "acme/api:1";
const db = () => new Database("db", { image: "postgres:16", password: "canary" });
const client = (name: string, link: Linkable[], args: Partial<WorkloadArgs> = {}) =>
  new Workload(name, { image, ports: [8080], link, ...args });

/** The networks of a container, without what makes their names unique. */
function networksOf(recording: Recording<unknown>, container: string): Record<string, unknown> {
  const { inputs } = recording.one("Container", container);
  const networks = inputs["networksAdvanced"] as { name: string; aliases: string[] }[];
  return Object.fromEntries(networks.map(({ name, aliases }) => [name.replace(/-5e1f2a3$/, ""), aliases]));
}

describe("registration: link, without a segment", () => {
  it("gives the two an internal segment of their own, on which the server alone has its names", async () => {
    const recording = await record(() => client("api", [db()]));
    assert.deepEqual(networksOf(recording, "db1"), { "api-to-db": ["db", "db1"] });
    assert.deepEqual(networksOf(recording, "api1"), { "api-to-db": [] });
    assert.equal(recording.one("Segment", "api-to-db").parent, "db");
    const { inputs } = recording.one("Network", "api-to-db");
    assert.equal(inputs["internal"], true);
    assert.deepEqual(inputs["options"], { "com.docker.network.bridge.inhibit_ipv4": "true" });
    assert.equal(recording.one("Container", "db1").inputs["networkMode"], undefined);
  });

  it("hides clients of one server from each other, and is all that is declared", async () => {
    const { topology } = await record(() => {
      const server = db();
      client("api", [server], { listenVariable: "LISTEN" });
      client("mail", [server], { listenVariable: "LISTEN" });
    });
    assert.deepEqual(topology.flows.map(flowKey), ["api db 5432/tcp", "mail db 5432/tcp"]);
    assert.deepEqual(held(topology), asDeclared);
  });

  it("leaves a server without clients on no network at all", async () => {
    const recording = await record(() => db());
    const { inputs } = recording.one("Container", "db1");
    assert.deepEqual([inputs["networksAdvanced"], inputs["networkMode"]], [[], "none"]);
    assert.deepEqual(recording.topology.workloads[0]?.namespace, { kind: "none" });
  });

  it("moves no other network when it goes", async () => {
    const subnets = async (clients: string[]) => {
      const recording = await record(() => {
        const server = db();
        for (const name of clients) client(name, [server]);
      });
      return new Map(recording.all("Network").map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    };
    const [all, fewer] = [await subnets(["a", "b", "c"]), await subnets(["c", "a"])];
    assert.deepEqual([...all.keys()], ["a-to-db", "b-to-db", "c-to-db"]);
    assert.deepEqual([...fewer.keys()], ["a-to-db", "c-to-db"]);
    for (const [name, inputs] of fewer) assert.equal(inputs, all.get(name));
  });

  it("makes one for two links to one server, and none where a segment carries calls between them", async () => {
    const twice = await record(() => {
      const server = db();
      return new Workload("api", { image, link: [server, { to: server, prefix: "SECOND" }] });
    });
    assert.deepEqual(twice.names("Network"), ["api-to-db"]);
    const shared = await record(() => {
      const data = new Segment("data");
      const server = new Database("db", { image: "postgres:16", password: "canary", segments: [data] });
      return client("api", [server], { segments: [data] });
    });
    assert.deepEqual(shared.names("Network"), ["data"]);
    const apart = await record(() => {
      const out = new Segment("out", { kind: "egress" });
      const server = new Workload("server", { image, ports: [80], segments: [out] });
      return client("api", [server], { segments: [out] });
    });
    assert.deepEqual(apart.names("Network"), ["api-to-server", "out"]);
    assert.deepEqual(networksOf(apart, "server1"), {
      "api-to-server": ["server", "server1"],
      out: ["server", "server1"],
    });
  });

  it("tells a server that listens by name of each of them, and a proxy's configuration too", async () => {
    const recording = await record(() => {
      const api = new Workload("api", { image, ports: [80], replicas: 2, listenVariable: "LISTEN" });
      const proxy = new Proxy("web", { image: "haproxy:3", routes: [{ to: api }], publish: {} });
      client("mail", [api, proxy]);
    });
    assert.deepEqual(recording.one("Container", "api2").inputs["envs"], [
      "LISTEN=api2.mail-to-api-5e1f2a3:80,api2.web-to-api-5e1f2a3:80",
    ]);
    const [upload] = recording.one("Container", "web1").inputs["uploads"] as { content: string }[];
    assert.match(upload?.content ?? "", /^ {2}bind web1\.mail-to-web-5e1f2a3:8080$/m);
    const { topology } = recording;
    assert.deepEqual(judge(reach(topology)).missing, []);
    assert.deepEqual(topology.workloads.find(({ id }) => id === "api")?.attachments, [
      { network: "mail-to-api", aliases: ["api"] },
      { network: "web-to-api", aliases: ["api"] },
    ]);
  });

  it("works for every component that links or is linked to", async () => {
    const recording = await record(() => {
      const server = db();
      const migration = new Job("migrate", { image, link: [server] });
      const site = new ProxiedApp("site", {
        proxy: { image: "haproxy:3" },
        services: { pages: { image, ports: [8080], link: [server], after: [migration] } },
      });
      const way = new OneWayLink("way", { to: server, image: "haproxy:3" });
      client("kiosk", [site, way]);
    });
    assert.deepEqual(recording.names("Network"), [
      "kiosk-to-site-proxy",
      "kiosk-to-way",
      "migrate-to-db",
      "site-backend-pages",
      "site-frontend",
      "site-pages-to-db",
      "way",
      "way-to-db",
    ]);
    assert.deepEqual(judge(reach(recording.topology)).missing, []);
    assert.deepEqual(networksOf(recording, "kiosk1"), { "kiosk-to-site-proxy": [], "kiosk-to-way": [] });
  });

  it("lets a client's component wait for the server's", async () => {
    const recording = await record(() => {
      const server = db();
      return new Workload("api", { image, link: [server] }, { dependsOn: [server] });
    });
    assert.deepEqual(networksOf(recording, "db1"), { "api-to-db": ["db", "db1"] });
  });

  it("takes its subnet from the client's pool, and its labels", async () => {
    const recording = await record(() =>
      client("api", [db()], { pool: { cidr: "10.80.0.0/16" }, labels: { team: "a" }, app: "shop" }),
    );
    const [network] = recording.topology.networks;
    assert.match(network?.subnets[0] ?? "", /^10\.80\./);
    assert.deepEqual(network?.labels, { team: "a", "bulkhead.app": "shop" });
  });

  it("is refused where the server's networks are settled, with what to do", async () => {
    const remedy = "add a segment of kind internal to the segments of both";
    const problems: string[] = [];
    await record(async () => {
      const server = db();
      await setImmediate();
      for (const make of [
        () => client("api", [server]),
        () => new OneWayLink("way", { to: server, image: "haproxy:3" }),
      ]) {
        try {
          make();
        } catch (error) {
          problems.push(String(error).split("\n")[1] ?? "");
        }
      }
    });
    assert.deepEqual(problems, [
      `  - link[0]: db was made before the program waited for something, and its networks are settled; make both without an await in between, or ${remedy}`,
      "  - segment: db is given no network any more; give a segment on which it is called",
    ]);
  });

  it("is refused to what is on the host's network or made elsewhere, and under a name that is too long", async () => {
    const told = async (program: () => void): Promise<string> => {
      let text = "";
      await record(() => {
        try {
          program();
        } catch (error) {
          text = String(error);
        }
      });
      return text;
    };
    const hostNetwork = { reason: "it answers DHCP broadcasts" };
    const toHost = () => client("api", [new Workload("host", { image, ports: [80], hostNetwork })]);
    assert.match(
      await told(toHost),
      /link\[0\]: host is on the host's network, where no link leads; leave it/,
    );
    const tooLong = () => client("x".repeat(60), [db()]);
    assert.match(
      await told(tooLong),
      /link\[0\]: their segment's name x+-to-db is longer than 63 characters; /,
    );
    const foreign = () => {
      const { resources: _, ...target } = db().linkTarget();
      client("api", [{ linkTarget: () => ({ ...target, resources: [] }) }]);
    };
    assert.match(await told(foreign), /link\[0\]: db shares no segment with this workload; /);
  });
});
