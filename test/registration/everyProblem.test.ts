import assert from "node:assert/strict";
import {
  Database,
  Job,
  MultiTierApp,
  OneWayLink,
  ProxiedApp,
  Proxy,
  Segment,
  Workload,
} from "../../components/index.ts";
import { record } from "../harness/recorder.ts";

type Component = new (name: string, args: never) => unknown;

interface Stage {
  readonly data: Segment;
  readonly way: Segment;
  readonly api: Workload;
  readonly db: Database;
}

/** What a component is told that is made beside others. */
async function told(
  component: Component,
  argsOf: (stage: Stage) => object,
  name = "odd",
): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  await record(() => {
    const data = new Segment("data");
    const way = new Segment("way", { kind: "egress" });
    const api = new Workload("api", { image: "acme/api:1", ports: [8080], segments: [data] });
    const db = new Database("db", { image: "postgres:16", password: "canary", segments: [data] });
    try {
      new component(name, argsOf({ data, way, api, db }) as never);
    } catch (error) {
      for (const line of String(error).split("\n").slice(1)) {
        const [, path = "", reason = ""] = /^ {2}- (.+?): (.*)$/.exec(line) ?? [];
        problems[path] = problems[path] === undefined ? reason : `${problems[path]} | ${reason}`;
      }
    }
  });
  return problems;
}

const port = "a port is a whole number from 1 to 65535";
const text = "give a string, or an output of one";

describe("registration: what is malformed hides nothing else", () => {
  it("from a OneWayLink: ports that the server has not, ports that stand twice, a subnet outside the pool", async () => {
    const found = await told(OneWayLink, ({ api, data }) => ({
      to: api,
      segment: data,
      image: "haproxy:3.0-alpine",
      ports: [0, "8080", 8081, 8080, 8080],
      subnet: "192.168.0.0/27",
    }));
    assert.deepEqual(found, {
      "ports[0]": port,
      "ports[1]": (await told(OneWayLink, ({ api, data }) => ({ to: api, segment: data, ports: ["1"] })))[
        "ports[0]"
      ],
      "ports[2]": "api does not answer on 8081; it has 8080",
      "ports[4]": "8080 stands there twice; leave one out",
      subnet: "192.168.0.0/27 is outside the pool 10.64.0.0/10; choose one inside, or another pool",
    });
  });

  it("from a ProxiedApp: a service's mistakes beside those of another", async () => {
    const service = { image: "acme/pages:1", ports: [8080] };
    const found = await told(ProxiedApp, () => ({
      proxy: { image: 5, server: "nginx", keepAlive: true },
      services: {
        a: { image: 7, ports: ["http"], routePort: 82, replicas: -1 },
        b: { ...service, routePort: 81, routes: [{ path: "/b" }, { path: "/b" }, { path: 5 }] },
      },
    }));
    assert.deepEqual(found, {
      "proxy.image": text,
      "proxy.keepAlive": 'nginx knows no such thing; leave it out, or take server "haproxy"',
      "services.a.image": text,
      "services.a.ports[0]": 'give "8080", "53/udp" or a range such as "7000-7005"',
      "services.a.replicas": "give 0 or more",
      "services.b.routePort": "it does not answer on 81; it has 8080",
      "services.b.routes[1]": "there is a route for any host /b already; give another host or path",
      "services.b.routes[2].path": (
        await told(ProxiedApp, () => ({ services: { b: { ...service, routes: [{ path: 5 }] } } }))
      )["services.b.routes[0].path"],
    });
  });

  it("from a Workload: files, volumes, ports, segments and links that stand twice", async () => {
    const found = await told(Workload, ({ api, data }) => ({
      image: 5,
      ports: ["x", 80, 80],
      publish: [{ port: 0 }, { port: 80, hostPort: 81 }, "81:80"],
      files: [{ path: "b", content: "" }, { path: "/b/c", content: 5 }, 7, { path: "/b/c", content: "" }],
      volumes: [{ at: "/v" }, { volume: "one", at: "/v" }, { volume: "two", at: "/v", readOnly: 1 }],
      segments: [5, data, { segment: data, serves: 1 }],
      link: [5, api, { to: api, over: 7 }],
    }));
    const twice = "leave one out";
    assert.deepEqual(Object.keys(found).sort(), [
      "files[0].path",
      "files[1].content",
      "files[2]",
      "files[3].path",
      "image",
      "link[0]",
      "link[2].over",
      "ports[0]",
      "ports[2]",
      "publish[0].port",
      "publish[2]",
      "segments[0]",
      "segments[2]",
      "segments[2].serves",
      "volumes[0].volume",
      "volumes[2].at",
      "volumes[2].readOnly",
    ]);
    assert.equal(found["files[3].path"], `/b/c stands there twice; ${twice}`);
    assert.equal(found["ports[2]"], `80/tcp stands there twice; ${twice}`);
    assert.equal(found["segments[2]"], `this segment stands there twice; ${twice}`);
    assert.equal(found["publish[2]"], "81 is published already; give another");
    assert.equal(found["volumes[2].at"], "there is a volume at /v already; choose another place");
  });

  it("from a Proxy, a Database, a Job, a Segment and a MultiTierApp", async () => {
    const proxy = await told(Proxy, ({ api, db, data }) => ({
      segments: [{ segment: data, serves: false }],
      routes: [
        { to: 5, path: "/a" },
        { to: api, path: "/a", port: 81 },
        { to: db, path: "/b" },
      ],
      replicas: 1.5,
    }));
    assert.deepEqual(Object.keys(proxy).sort(), [
      "image",
      "publish",
      "replicas",
      "routes[0].to",
      "routes[1]",
      "routes[1].port",
      "routes[2].to",
    ]);
    const database = await told(Database, ({ way }) => ({
      image: "mysql:8",
      engine: "mysql",
      user: "root",
      segments: [7, way],
      limits: { memory: 1 },
    }));
    assert.deepEqual(Object.keys(database).sort(), [
      "limits.memory",
      "password",
      "segments[0]",
      "segments[1]",
      "user",
    ]);
    const job = await told(Job, ({ db }) => ({
      image: 5,
      link: [db, db],
      egress: true,
      pool: { cidr: "10.0.0.0" },
    }));
    assert.deepEqual(Object.keys(job).sort(), ["image", "link[1]", "pool.cidr"]);
    const segment = await told(Segment, () => ({
      kind: "egress",
      hostAddress: false,
      subnet: "10.64.0.0/31",
      mtu: 1,
    }));
    assert.deepEqual(Object.keys(segment).sort(), ["hostAddress", "mtu", "subnet"]);
    const app = await told(MultiTierApp, () => ({
      tiers: {
        web: { kind: "proxy", image: 5, routes: [{ to: "app", path: "/" }, { to: 7 }, { to: "app" }] },
        app: { image: 5, ports: [80, 80], link: [{ to: "db" }, "db", 5] }, // 5 may be what calls web
        db: { kind: "database", engine: "mysql", user: "root", image: "mysql:8" },
      },
      subnets: { "web-app": "10.64.0.0/31", "app-db": 5 },
    }));
    assert.deepEqual(Object.keys(app).sort(), [
      'subnets["app-db"]',
      'subnets["web-app"]',
      "tiers.app.image",
      "tiers.app.link[1]",
      "tiers.app.link[2]",
      "tiers.app.ports[1]",
      "tiers.db.password",
      "tiers.db.user",
      "tiers.web.image",
      "tiers.web.routes[1].to",
      "tiers.web.routes[2]",
    ]);
  });

  it("nor says that something is missing where it may be among what is malformed", async () => {
    assert.deepEqual(
      Object.keys(
        await told(Workload, ({ api }) => ({
          image: "acme/odd:1",
          ports: ["x"],
          publish: ["8080"],
          segments: [7],
          link: [api],
          rollout: "rolling",
          health: { command: [] },
          hardening: { writableRoot: 1 },
          files: [{ path: "/etc/odd", content: "" }],
        })),
      ).sort(),
      ["hardening.writableRoot", "health.command", "ports[0]", "segments[0]"],
    );
    assert.deepEqual(
      Object.keys(
        await told(Database, () => ({ image: "m:1", password: "a", rootPassword: "b", engine: "my" })),
      ),
      ["engine"],
    );
    assert.deepEqual(
      Object.keys(await told(Proxy, ({ api }) => ({ image: "h:1", routes: [{ to: api }], segments: [7] }))),
      ["segments[0]"],
    );
    const longest = "x".repeat(64);
    assert.deepEqual(
      Object.keys(
        await told(Workload, () => ({ image: "acme/odd:1", publish: "all", ports: ["x"] }), longest),
      ),
      ["name", "ports[0]"],
    );
  });
});
