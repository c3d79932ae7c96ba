import assert from "node:assert/strict";
import { MultiTierApp, type MultiTierAppArgs, Segment, Workload } from "../../components/index.ts";
import { attempt, refused } from "../harness/recorder.ts";

/** What an application of wrong arguments is told, by path. No type says what they are: programs in JavaScript have none. */
async function complaints(args: unknown, name = "shop"): Promise<Record<string, string>> {
  const problems = await refused(() => new MultiTierApp(name, args as MultiTierAppArgs<string>));
  return Object.fromEntries(problems.map(({ path, reason }) => [path, reason]));
}

const api = { image: "acme/api:1", ports: [80] };
const db = { kind: "database", image: "postgres:16", password: "canary" };

describe("registration: MultiTierApp, refused", () => {
  it("for everything that is of a wrong form, at once", async () => {
    const args = {
      tiers: {
        web: { kind: "proxy", image: "", routes: [{ to: "api", port: 0 }], server: "apache", publish: [] },
        api: {
          image: 5,
          replicas: -1,
          ports: [80, "81/icmp", { port: 99_999 }],
          restart: "never",
          egres: true,
        },
        worker: {
          image: "acme/worker:1",
          link: [{ to: "api", secret: "env" }, 7],
          environment: [],
          hardening: null,
          limits: { memory: 1, cpus: 0 },
          files: [{ path: "etc/acme", content: 4 }],
          health: { command: [], interval: "soon" },
        },
        db: { kind: "database", image: "postgres:16", user: "Root User" },
        odd: { kind: "constructor" },
        nothing: null,
        list: [],
      },
      flows: [{ from: "web", to: "api", port: 70_000 }, { from: "web" }, "web to api"],
      pool: { cidr: 10, size: 27 },
      subnets: { "web-api": 5 },
      labels: { team: 1 },
      stack: "dev",
    };
    const port = "a port is a whole number from 1 to 65535";
    assert.deepEqual(await complaints(args, "My Shop"), {
      name: "give a DNS name: lower-case letters, digits and dashes, at most 63",
      "": "there is no stack; there are tiers, flows, pool, subnets, placement, labels",
      "tiers.web.image": "give an image's name, such as acme/api:1.4.2",
      "tiers.web.routes[0].port": port,
      "tiers.web.server": 'give "haproxy" or "nginx"',
      "tiers.web.publish": "give an object",
      "tiers.api": (await complaints({ tiers: { api: { ...api, egres: true } } }))["tiers.api"],
      "tiers.api.image": "give a string, or an output of one",
      "tiers.api.replicas": "give 0 or more",
      "tiers.api.ports[1]": 'give "8080", "53/udp" or a range such as "7000-7005"',
      "tiers.api.ports[2].port": port,
      "tiers.api.restart": 'give "no", "on-failure", "always" or "unless-stopped"',
      "tiers.worker.link[0]": "there is no secret; there are to, prefix, secrets; did you mean secrets?",
      "tiers.worker.link[1]": "give a tier's name, or { to, prefix, secrets }",
      "tiers.worker.environment": "give an object",
      "tiers.worker.hardening": "give an object",
      "tiers.worker.limits.memory": "the engine takes no less than 6 MiB; give more",
      "tiers.worker.limits.cpus": "the engine takes no less than 0.01 of a processor; give more",
      "tiers.worker.files[0].path": "give an absolute path, such as /etc/acme, without . or .. in it",
      "tiers.worker.files[0].content": "give a string, or an output of one",
      "tiers.worker.health.command": "give at least one word",
      "tiers.worker.health.interval": 'give a duration, such as "500ms", "10s" or "1m30s"',
      "tiers.db.password": "it is missing; give a string, or an output of one",
      "tiers.db.user": "give an SQL name: lower-case letters, digits and _",
      "tiers.odd.kind": 'give "workload", "proxy", "database" or "job"',
      "tiers.nothing": "give an object",
      "tiers.list": "give an object",
      "flows[0].port": port,
      "flows[1].to": "it is missing; give a string",
      "flows[2]": "give an object",
      "pool.cidr": "give a string",
      pool: "there is no size; there are cidr, prefix",
      'subnets["web-api"]': "give a string",
      "labels.team": "give a string",
    });
  });

  it("names all arguments there are beside one that there is not", async () => {
    const { "tiers.api": reason } = await complaints({ tiers: { api: { ...api, egres: true } } });
    assert.match(reason ?? "", /^there is no egres; there are image, replicas, ports, publish, egress, /);
  });

  it("for calls that lead nowhere, at once", async () => {
    const there = "there are web, api, dns, db";
    const args = {
      tiers: {
        web: {
          kind: "proxy",
          image: "haproxy",
          publish: {},
          routes: [{ to: "ap" }, { to: "db" }, { to: "dns" }],
        },
        api: { ...api, link: ["dbb", { to: "dns" }] },
        dns: { image: "acme/dns:1", ports: [{ port: 53, protocol: "udp" }] },
        db,
      },
      flows: [
        { from: "nobody", to: "api" },
        { from: "web", to: "nothing" },
        { from: "api", to: "api" },
        { from: "web", to: "api", port: 81 },
        { from: "api", to: "dns", port: 53 },
        { from: "dns", to: "db" },
        { from: "dns", to: "db", port: 5432 },
      ],
      subnets: { "api-web": "10.64.0.0/27" },
    };
    assert.deepEqual(await complaints(args), {
      "tiers.web.routes[0].to": `there is no tier "ap"; ${there}`,
      "tiers.web.routes[1].to": "db is a database, which speaks no HTTP; give another tier",
      "tiers.web.routes[1]": "there is a route for any host / already; give another host or path",
      "tiers.web.routes[2]": "there is a route for any host / already; give another host or path",
      "tiers.web.routes[2].to": "dns answers on no TCP port; give it ports",
      "tiers.api.link[0]": `there is no tier "dbb"; ${there}`,
      "flows[0].from": `there is no tier "nobody"; ${there}`,
      "flows[1].to": `there is no tier "nothing"; ${there}`,
      "flows[2]": "api needs no flow to itself; leave it out",
      "flows[3]": "api does not answer on 81; it has 80",
      "flows[4]": "api may call dns already; leave it out",
      "flows[6]": "dns may call db already; leave it out",
      'subnets["api-web"]':
        "no call needs such a segment; there are web-db, web-dns, api-dns, web-api, dns-db",
    });
  });

  it("for a target that answers on no port", async () => {
    const args = { tiers: { a: { image: "a", link: ["b"] }, b: { image: "b" } } };
    assert.deepEqual(await complaints(args), { "tiers.a.link[0]": "b answers on no port; give it ports" });
  });

  it("for a circle, with the call that closes it", async () => {
    const tiers = { a: { ...api, link: ["b"] }, b: { ...api, link: ["c"] }, c: api };
    assert.deepEqual(await complaints({ tiers, flows: [{ from: "c", to: "a" }] }), {
      "flows[0]": "a calls b calls c calls a: none of them could start first; let one of these calls go",
    });
  });

  it("for names that two things would have, at once", async () => {
    const replicas = { ...api, replicas: 2 };
    const args = {
      tiers: {
        app: replicas,
        app1: api,
        app2: api,
        app3: api,
        "a-b": api,
        a: { ...api, egress: true },
        c: api,
        "b-c": api,
        outer: api,
      },
      flows: [
        { from: "a-b", to: "c" },
        { from: "a", to: "b-c" },
        { from: "a", to: "outer" },
      ],
    };
    assert.deepEqual(await complaints(args), {
      "tiers.app1": "app1 is also the name of a replica of app; choose another",
      "tiers.app2": "app2 is also the name of a replica of app; choose another",
      "flows[1]":
        "calls from a to b-c and calls from a-b to c would go over one segment shop-a-b-c; name one of the tiers otherwise",
      "tiers.a":
        "what a publishes or sends out and calls from a to outer would go over one segment shop-a-outer; name one of the tiers otherwise",
    });
  });

  it("for variables and ports of the host that two would have, at once", async () => {
    const published = { ...api, publish: [{ port: 80, hostPort: 8080, address: "0.0.0.0" }] };
    const args = {
      tiers: {
        web: { kind: "proxy", image: "haproxy", routes: [{ to: "api" }], publish: { hostPort: 8080 } },
        api: { ...published, link: ["users", "orders"], environment: { USERS_HOST: "x", DB_USER: "me" } },
        users: { ...db, prefix: "USERS" },
        orders: { ...db, prefix: "USERS" },
        worker: { image: "a", link: ["web"], listenVariable: "WEB_PORT" },
        twice: { ...db, kind: "workload", password: undefined },
      },
    };
    const { "tiers.twice": _, ...found } = await complaints(args);
    assert.deepEqual(found, {
      "tiers.api.link[1]":
        "USERS_HOST comes from link[0] already; leave one of the two out, or give it a prefix of its own",
      "tiers.api.environment.USERS_HOST": "it comes from link[1] already; leave it out here",
      "tiers.worker.listenVariable": "WEB_PORT comes from link[0] already; give another name",
      "tiers.api.publish[0].hostPort": "web publishes 8080 already; give another",
    });
  });

  it("for a proxy's arguments by the names they have there", async () => {
    const routes = [
      { to: "api", check: "/health" },
      { to: "api", path: "/" },
    ];
    const web = { kind: "proxy", image: "nginx", server: "nginx", balance: "leastconn", routes };
    const args = {
      tiers: {
        web: { ...web, replicas: 2, publish: { hostPort: 80 } },
        inner: { kind: "proxy", image: "haproxy", routes: [{ to: "api" }] },
        api,
      },
    };
    const haproxyOnly = 'nginx knows no such thing; leave it out, or take server "haproxy"';
    assert.deepEqual(await complaints(args), {
      "tiers.web.routes[1]": "there is a route for any host / already; give another host or path",
      "tiers.web.balance": haproxyOnly,
      "tiers.web.routes[0].check": haproxyOnly,
      "tiers.web.publish.hostPort":
        "only one replica can have it; leave it out, take 1 replica, or put a Proxy in front",
      "tiers.inner.publish": "nobody could call this proxy; publish it, or declare a flow to it",
    });
  });

  it("for names longer than the engine's DNS takes", async () => {
    const long = "t".repeat(63);
    const found = await complaints({ tiers: { [long]: api, b: { image: "b", link: [long] } } });
    assert.deepEqual(Object.keys(found), [`tiers.${long}`, "tiers.b.link[0]"]);
    assert.match(
      found["tiers.b.link[0]"] ?? "",
      /^its segment's name .* is longer than 63 characters; shorten /,
    );
  });

  it("for an application of nothing", async () => {
    const nothing = { tiers: "an application without tiers does nothing; give at least one" };
    assert.deepEqual(await complaints({ tiers: {} }), nothing);
    assert.deepEqual(await complaints({}), { tiers: "it is missing; give an object" });
    for (const wrong of [null, 5, "shop", []])
      assert.deepEqual(await complaints(wrong), { "": "give an object" });
    for (const wrong of [null, 5, "web", []]) {
      assert.deepEqual(await complaints({ tiers: wrong }), { tiers: "give an object" });
    }
  });

  it("for a name that is taken, and only then", async () => {
    const shop = () => new MultiTierApp("shop", { tiers: { a: { image: "a" } } });
    const { error, resources } = await attempt(() => {
      new Workload("shop-a", { image: "a" });
      shop();
    });
    assert.match(
      String(error),
      /name: there is a workload shop-a in this stack already; choose a name that none has/,
    );
    assert.deepEqual(
      resources.filter(({ type }) => type.endsWith("MultiTierApp")),
      [],
    );
    const again = [await attempt(shop), await attempt(shop)];
    assert.deepEqual(
      again.map(({ error }) => error),
      [undefined, undefined],
      "another run begins anew",
    );
  });

  it("with paths that a program could have, whatever the tiers are called", async () => {
    const found = await complaints({ tiers: { "web-1": { image: 5 }, "w 2": { image: 5 } } });
    assert.deepEqual(Object.keys(found), ['tiers["web-1"].image', 'tiers["w 2"]', 'tiers["w 2"].image']);
  });
});

describe("registration: MultiTierApp, subnets refused", () => {
  const tiers = { a: { ...api, link: ["b"] }, b: { ...api, link: ["c"] }, c: { ...api, egress: true } };

  it("for a text that is no subnet, one outside the pool, one too small, one for no pair", async () => {
    const subnets = { "a-b": "10.64.0.3/27", "b-c": "10.128.0.0/27", "c-a": "10.64.0.0/27" };
    assert.deepEqual(await complaints({ tiers, subnets }), {
      'subnets["a-b"]': '"10.64.0.3/27" is no subnet; write it by its first address, like 10.64.3.32/27',
      'subnets["b-c"]': "10.128.0.0/27 is outside the pool 10.64.0.0/10; choose one inside, or another pool",
      'subnets["c-a"]': "no call needs such a segment; there are a-b, b-c",
    });
    assert.deepEqual(await complaints({ tiers, subnets: { "a-b": "10.64.0.0/30" } }), {
      'subnets["a-b"]': "10.64.0.0/30 has no room for two members; give a /29 or larger",
    });
  });

  it("for two on the same place, with the argument that moves one", async () => {
    const subnets = { "a-b": "10.64.0.0/27", "b-c": "10.64.0.0/26" };
    assert.deepEqual(await complaints({ tiers, subnets }), {
      'subnets["b-c"]': "segment shop-b-c falls on 10.64.0.0/26, where shop-a-b is; give it another subnet",
    });
  });

  it("for a pool without room for all", async () => {
    const found = await complaints({ tiers, pool: { cidr: "10.64.0.0/29", prefix: 29 } });
    assert.deepEqual(found, {
      pool: "segment shop-c-outer finds no place, since the pool 10.64.0.0/29 is full; give a larger pool, or another",
    });
  });

  it("for a pool that is none, once for all of them", async () => {
    assert.deepEqual(await complaints({ tiers, pool: { cidr: "10.64.0.1/10" } }), {
      "pool.cidr":
        '"10.64.0.1/10" is no block of IPv4 addresses; write it by its first address, like 10.64.0.0/10',
    });
    assert.deepEqual(await complaints({ tiers, pool: { cidr: "10.64.0.0/24", prefix: 20 } }), {
      "pool.prefix": "20 does not fit; give 24 to 29 for a pool of 10.64.0.0/24",
    });
    assert.deepEqual(await complaints({ tiers, pool: { cidr: "10.64.0.0/30" } }), {
      "pool.cidr": "10.64.0.0/30 has no room for a segment; give a block of at least 8 addresses",
    });
  });

  it("for a place where another component of the program is", async () => {
    const { error } = await attempt(() => {
      new Segment("mine", { subnet: "10.64.0.0/27" });
      new MultiTierApp("shop", { tiers, subnets: { "a-b": "10.64.0.0/27" } } as MultiTierAppArgs<string>);
    });
    assert.match(
      String(error),
      /subnets\["a-b"\]: segment shop-a-b falls on 10\.64\.0\.0\/27, where mine is; /,
    );
  });
});
