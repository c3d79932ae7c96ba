import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { Database, OneWayLink, type OneWayLinkArgs, Segment, Workload } from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { at, openText, type Recording, record, refused } from "../harness/recorder.ts";

const image = "haproxy:3.0-alpine";

/** A database, a link to it, and a client that uses the link. */
function linked(args: Partial<OneWayLinkArgs> = {}): Promise<Recording<OneWayLink>> {
  return record(() => {
    const data = new Segment("data");
    const to = new Database("db", { image: "postgres:16", password: secret("canary"), segments: [data] });
    const way = new OneWayLink("orders-db", { to, segment: data, image, ...args });
    const segments = [{ segment: way.nearSide(), serves: false }];
    new Workload("orders", { image: "acme/orders:1", ports: [8080], segments, link: [way] });
    return way;
  });
}

/** A workload with several ports and replicas, behind a link. */
function fanned(args: Partial<OneWayLinkArgs> = {}): Promise<Recording<OneWayLink>> {
  return record(() => {
    const far = new Segment("far");
    const ports = [8080, 9090, "53/udp"];
    const to = new Workload("api", { image: "acme/api:1", ports, replicas: 2, segments: [far] });
    return new OneWayLink("way", { to, segment: far, image, ports: [8080], ...args });
  });
}

function config({ resources }: Recording<unknown>, name: string): string {
  const relay = resources.find(resource => resource.name === name && resource.type.endsWith("Container"));
  return String(at(relay?.inputs ?? {}, "uploads", 0, "content"));
}

describe("registration: OneWayLink", () => {
  it("is the near side, an image and a relay below one component", async () => {
    const { resources } = await linked();
    const below = resources.filter(({ parent }) => parent === "orders-db");
    assert.deepEqual(below.map(({ type, name }) => `${type} ${name}`).sort(), [
      "bulkhead:index:Segment orders-db",
      "docker:index/container:Container orders-db1",
      // Of the segment, which bears the same name.
      "docker:index/network:Network orders-db",
      "docker:index/remoteImage:RemoteImage orders-db",
    ]);
  });

  it("bears the server's name on the near side, and none on the far one", async () => {
    const recording = await linked();
    assert.deepEqual(recording.one("Container", "orders-db1").inputs["networksAdvanced"], [
      { name: "data-5e1f2a3", aliases: [] },
      { name: "orders-db-5e1f2a3", aliases: ["db", "db1"] },
    ]);
  });

  it("listens on the near side alone, and asks for the server's name on the far one", async () => {
    const lines = config(await linked(), "orders-db1").split("\n");
    assert.deepEqual(
      lines.filter(line => /^ {2}(bind|server) /.test(line)),
      ["  bind 127.0.0.1:8404", "  bind db1.orders-db-5e1f2a3:5432", "  server db1 db1.data-5e1f2a3:5432"],
    );
  });

  it("routes nothing, and is hardened as any workload", async () => {
    const { sysctls, readOnly, capabilities, memory } = (await linked()).one(
      "Container",
      "orders-db1",
    ).inputs;
    assert.deepEqual(
      { sysctls, readOnly, capabilities, memory },
      {
        sysctls: { "net.ipv4.ip_forward": "0" },
        readOnly: true,
        capabilities: { drops: ["ALL"], adds: [] },
        memory: 64,
      },
    );
  });

  it("gives its clients what the server gives, and the relay no password", async () => {
    const recording = await linked();
    assert.deepEqual(recording.one("Container", "orders1").inputs["envs"], [
      "DB_HOST=db",
      "DB_NAME=app",
      "DB_PASS_FILE=/run/secrets/db-pass",
      "DB_PORT=5432",
      "DB_USER=app",
    ]);
    const relay = recording.one("Container", "orders-db1");
    assert.deepEqual(relay.inputs["envs"], []);
    assert.equal(openText(relay.inputs).includes("canary"), false);
    assert.equal(openText(relay.inputs).includes("[secret]"), false);
    const { dependsOn } = recording.one("Container", "orders1").options;
    assert.deepEqual(
      dependsOn.filter(one => one.startsWith("Container")),
      ["Container db1", "Container orders-db1"],
    );
  });

  it("declares the call to the relay, the relay's, and the one that goes past it; and all that is so", async () => {
    const { topology } = await linked();
    assert.deepEqual(
      topology.flows.map(flow => `${flowKey(flow)} via ${flow.via}`),
      [
        "orders db 5432/tcp via relay",
        "orders orders-db 5432/tcp via network",
        "orders-db db 5432/tcp via network",
      ],
    );
    const relay = topology.workloads.find(({ id }) => id === "orders-db");
    assert.deepEqual(relay?.forwards, [{ port: 5432, to: "db", toPort: 5432 }]);
    // The client listens everywhere, and the relay could call it: what cannot is the server.
    assert.deepEqual(judge(reach(topology)).excess.map(flowKey), ["orders-db orders 8080/tcp"]);
    assert.deepEqual(judge(reach(topology)).missing, []);
    const edge = reach(topology).edges.find(({ from, to }) => from === "orders" && to === "db");
    assert.deepEqual(edge?.via, [
      {
        mechanism: "relay",
        name: "orders-db",
        detail: "orders-db passes connections to its port 5432 on to db",
        remedy: "let orders-db pass nothing on, or take its callers off its networks",
      },
    ]);
    assert.equal(
      reach(topology).edges.some(({ from, to }) => from === "db" && to !== "db"),
      false,
    );
  });

  it("passes the ports on that it is told, to each replica, and no other", async () => {
    const recording = await fanned({ ports: [9090], idleTimeout: 60 });
    const text = config(recording, "way1");
    assert.match(text, /^ {2}timeout client 60s$/m);
    assert.deepEqual(
      text.split("\n").filter(line => /^(listen| {2}server) /.test(line)),
      [
        "listen port9090",
        "  server api1 api1.far-5e1f2a3:9090 check inter 1s fall 2 rise 1",
        "  server api2 api2.far-5e1f2a3:9090 check inter 1s fall 2 rise 1",
      ],
    );
    assert.deepEqual(recording.topology.workloads.find(({ id }) => id === "way")?.ports, [
      { port: 9090, protocol: "tcp", on: ["way"] },
    ]);
    assert.deepEqual(
      recording.topology.flows.map(flowKey),
      ["way api 9090/tcp"],
      "nobody has linked to it yet",
    );
  });

  it("tells a client a port that is passed on", async () => {
    const recording = await record(() => {
      const far = new Segment("far");
      const to = new Workload("api", { image: "acme/api:1", ports: [8080, 9090], segments: [far] });
      const way = new OneWayLink("way", { to, segment: far, image, ports: [9090], hostname: "door" });
      new Workload("client", { image: "acme/client:1", segments: [way.nearSide()], link: [way] });
    });
    assert.deepEqual(recording.one("Container", "client1").inputs["envs"], [
      "API_HOST=door",
      "API_PORT=9090",
    ]);
  });

  it("leads on where a link leads to another", async () => {
    const { topology } = await record(() => {
      const far = new Segment("far");
      const to = new Workload("api", { image: "acme/api:1", ports: [8080], segments: [far] });
      const first = new OneWayLink("first", { to, segment: far, image });
      const second = new OneWayLink("second", { to: first, segment: first.nearSide(), image });
      const segments = [{ segment: second.nearSide(), serves: false }];
      new Workload("client", { image: "acme/client:1", segments, link: [second], listenVariable: "LISTEN" });
    });
    assert.deepEqual(topology.flows.filter(({ from }) => from === "client").map(flowKey), [
      "client api 8080/tcp",
      "client first 8080/tcp",
      "client second 8080/tcp",
    ]);
  });

  it("runs nginx instead, which passes udp on as well", async () => {
    const text = config(await fanned({ server: "nginx", ports: [8080, 53] }), "way1");
    assert.match(text, /listen api1\.way-5e1f2a3:53 udp;/);
    assert.match(text, /set \$upstream api\.far-5e1f2a3;\n {4}proxy_pass \$upstream:8080;/);
  });

  it("refuses what it cannot be, at once", async () => {
    const problems: Record<string, string> = {};
    const recording = await record(() => {
      const [far, near, out] = [
        new Segment("far"),
        new Segment("near"),
        new Segment("out", { kind: "egress" }),
      ];
      const ports = [8080, "53/udp"];
      const to = new Workload("api", { image: "acme/api:1", ports, segments: [far, out] });
      const silent = new Workload("silent", { image: "acme/api:1", segments: [far] });
      const attempts: Record<string, object> = {
        elsewhere: { to, segment: near, ports: [8081], image },
        outer: { to, segment: out, image },
        silent: { to: silent, segment: far, image },
        wrong: { to: "api", segment: "far", ports: [], image: "", server: "socat", idleTimeout: 0, port: 1 },
        far: { to, segment: far, ports: [8080], image },
      };
      for (const [name, args] of Object.entries(attempts)) {
        try {
          new OneWayLink(name, args as OneWayLinkArgs);
          problems[name] = "was made";
        } catch (error) {
          problems[name] = String(error).split("\n").slice(1).join("\n");
        }
      }
    });
    assert.deepEqual(recording.names("OneWayLink"), []);
    assert.deepEqual(problems, {
      elsewhere: [
        "  - segment: api is not called on near; add that to its segments",
        "  - ports[0]: api does not answer on 8081; it has 8080, 53",
      ].join("\n"),
      outer: [
        "  - segment: out lets its members not reach each other; take one of kind internal",
        '  - server: haproxy passes no udp on, as 53 is; take server "nginx", or leave it out of ports',
      ].join("\n"),
      silent: [
        "  - to: silent answers on no port; give it ports",
        "  - name: there is a workload silent in this stack already; choose a name that none has yet",
      ].join("\n"),
      wrong: [
        "  - to: give a Workload, a Proxy, a Database or a OneWayLink",
        "  - segment: give a Segment",
        "  - ports: give at least one, or leave it out",
        "  - image: give an image's name, such as acme/api:1.4.2",
        '  - server: give "haproxy" or "nginx"',
        "  - idleTimeout: give 1 or more",
        "  - there is no port; there are to, segment, ports, image, server, hostname, replicas, publish, idleTimeout, subnet, pool, hardening, limits, labels, app, tier, placement, after, transform; did you mean ports?",
      ].join("\n"),
      far: "  - name: there is a segment far in this stack already; choose a name that none has yet",
    });
    assert.equal((await refused(() => new OneWayLink("Way", {} as OneWayLinkArgs))).length, 3);
  });
});
