import assert from "node:assert/strict";
import { ProxiedApp, type ProxiedAppArgs, Workload } from "../../components/index.ts";
import { flowKey } from "../../topology/index.ts";
import { at, freeHostPort, promiseOf, type Recording, record, refused } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const service = { image: "acme/any:1", ports: [8080], listenVariable: "LISTEN" };

/** Two services behind a proxy, and a client in front of it. */
function site(args: Partial<ProxiedAppArgs> = {}): Promise<Recording<ProxiedApp>> {
  return record(() => {
    const app = new ProxiedApp("site", {
      proxy: { image: "haproxy:3.0-alpine", publish: {} },
      services: {
        pages: { ...service, check: "/health" },
        api: { ...service, replicas: 2, routes: [{ path: "/api/" }, { host: "api.example.com" }] },
      },
      ...args,
    });
    const segments = [{ segment: app.frontend(), serves: false }];
    const own = { image: "acme/kiosk:1", ports: [8080], listenVariable: "LISTEN" };
    new Workload("kiosk", { ...own, segments, link: [app] });
    return app;
  });
}

async function complaints(args: object): Promise<Record<string, string>> {
  const problems = await refused(() => new ProxiedApp("site", args as ProxiedAppArgs));
  return Object.fromEntries(problems.map(({ path, reason }) => [path, reason]));
}

describe("registration: ProxiedApp", () => {
  it("is a proxy on a frontend and on a backend with each service, all below one component", async () => {
    const recording = await site();
    const { resources } = recording;
    const below = resources
      .filter(({ parent }) => parent === "site")
      .map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(below.sort(), [
      "bulkhead:index:Proxy site-proxy",
      "bulkhead:index:Segment site-backend-api",
      "bulkhead:index:Segment site-backend-pages",
      "bulkhead:index:Segment site-frontend",
      "bulkhead:index:Workload site-api",
      "bulkhead:index:Workload site-pages",
    ]);
    const networks = (name: string) =>
      (
        recording.one("Container", name).inputs["networksAdvanced"] as { name: string; aliases: string[] }[]
      ).map(({ name: network, aliases }) => `${network.replace(/-5e1f2a3$/, "")} ${aliases.join(",")}`);
    assert.deepEqual(networks("site-proxy1"), [
      "site-backend-api ",
      "site-backend-pages ",
      "site-frontend site,site1",
      "site-proxy-outer site,site1",
    ]);
    assert.deepEqual(networks("site-api2"), ["site-backend-api api,api2"]);
    assert.deepEqual(networks("kiosk1"), ["site-frontend "]);
  });

  it("routes by host and path, and asks whether a replica is well", async () => {
    const config = String(at((await site()).one("Container", "site-proxy1").inputs, "uploads", 0, "content"));
    assert.deepEqual(
      config.split("\n").filter(line => /use_backend|default_backend|server-template|http-check/.test(line)),
      [
        "  use_backend route0 if { req.hdr(host),field(1,:) -i api.example.com }",
        "  use_backend route1 if { path_beg /api/ }",
        "  default_backend route2",
        "  server-template api- 16 api:8080",
        "  server-template api- 16 api:8080",
        "  http-check send meth GET uri /health hdr Host pages",
        "  server-template pages- 16 pages:8080",
      ],
    );
  });

  it("lets through what is declared and nothing else", async () => {
    const { topology } = await site();
    assert.deepEqual(held(topology), { ...asDeclared, hostOpen: ["site-proxy"] });
    assert.deepEqual(
      topology.flows.map(flowKey).filter(key => !key.includes("host")),
      ["kiosk site-proxy 8080/tcp", "site-proxy site-api 8080/tcp", "site-proxy site-pages 8080/tcp"],
    );
  });

  it("tells its clients the name they call, and everybody where it is published", async () => {
    const recording = await site({ hostname: "www" });
    const envs = recording.one("Container", "kiosk1").inputs["envs"];
    assert.deepEqual(envs, ["LISTEN=127.0.0.1:8080", "WWW_HOST=www", "WWW_PORT=8080"]);
    assert.equal(await promiseOf(recording.result.url), `http://127.0.0.1:${freeHostPort}`);
    assert.deepEqual(recording.one("ProxiedApp", "site").outputs, {
      hostname: "www",
      url: `http://127.0.0.1:${freeHostPort}`,
    });
    assert.equal(await promiseOf(recording.result.service("api").hostname), "api");
    assert.equal(recording.result.proxy().linkTarget().workload.id, "site-proxy");
    assert.throws(() => recording.result.service("pag"), /no service "pag"; there are pages, api/);
  });

  it("puts its labels on everything, and a service's own on that", async () => {
    const recording = await site({
      labels: { team: "a" },
      services: { pages: { ...service, labels: { zone: "b" } } },
    });
    const labels = (name: string) =>
      (recording.one("Container", name).inputs["labels"] as { label: string; value: string }[])
        .filter(({ label }) => ["team", "zone", "bulkhead.app", "bulkhead.tier"].includes(label))
        .map(({ label, value }) => `${label}=${value}`);
    assert.deepEqual(labels("site-pages1"), ["bulkhead.app=site", "bulkhead.tier=pages", "team=a", "zone=b"]);
    assert.deepEqual(labels("site-proxy1"), ["bulkhead.app=site", "bulkhead.tier=proxy", "team=a"]);
  });

  it("refuses everything that is of a wrong form, at once", async () => {
    const args = {
      proxy: { image: "", routes: [], server: "apache" },
      services: {
        api: { image: 5, ports: ["http"], routes: [], check: "health", tier: "x" },
        "A b": service,
      },
      hostname: "My Site",
      pool: { size: 1 },
    };
    const found = await complaints(args);
    assert.match(found["services.api"] ?? "", /^there is no tier; there are image, /);
    assert.match(found["proxy"] ?? "", /^there is no routes; there are image, /);
    assert.deepEqual(Object.keys(found).sort(), [
      "hostname",
      "pool",
      "proxy",
      "proxy.image",
      "proxy.server",
      "services.api",
      "services.api.check",
      "services.api.image",
      "services.api.ports[0]",
      "services.api.routes",
      'services["A b"]',
    ]);
  });

  it("refuses what does not hang together, each where it is to be mended", async () => {
    const args = {
      proxy: { image: "nginx:1", server: "nginx", keepAlive: true, publish: { hostPort: 80 }, replicas: 2 },
      services: {
        api: { ...service, replicas: 2, routes: [{ path: "/api" }, { path: "/api" }], check: "/health" },
        api1: { ...service, routePort: 81 },
        proxy: { ...service, routes: [{ path: "/api" }] },
        mute: { image: "acme/any:1" },
        host: { ...service, hostNetwork: { reason: "it needs all of it" }, listenVariable: undefined },
        "A b": service,
      },
    };
    const haproxyOnly = 'nginx knows no such thing; leave it out, or take server "haproxy"';
    assert.deepEqual(await complaints(args), {
      "services.api.routes[1]": "there is a route for any host /api already; give another host or path",
      "services.proxy.routes[0]": "there is a route for any host /api already; give another host or path",
      "services.mute.routes[0]": "there is a route for any host / already; give another host or path",
      "services.host.routes[0]": "there is a route for any host / already; give another host or path",
      'services["A b"].routes[0]': "there is a route for any host / already; give another host or path",
      "services.api.check": haproxyOnly,
      "services.api1.routePort": "it does not answer on 81; it has 8080",
      "services.api1": "api1 is also the name of a replica of api; choose another",
      "services.proxy": "the proxy has that name; choose another",
      "services.mute.ports": "requests need a TCP port to go to; give it ports",
      "services.host.hostNetwork": "a service is called by its proxy, on a network of theirs; leave it out",
      'services["A b"]': "give a DNS name: lower-case letters, digits and dashes, at most 63",
      "proxy.keepAlive": haproxyOnly,
      "proxy.publish.hostPort":
        "only one replica can have it; leave it out, take 1 replica, or put a Proxy in front",
    });
    assert.deepEqual(await complaints({ proxy: { image: "x:1" }, services: {} }), {
      services: "there is nothing behind the proxy; give at least one",
    });
  });

  it("ends connections to replicas with each request where it is told to", async () => {
    const proxy = { image: "haproxy:3", keepAlive: false };
    const config = String(
      at((await site({ proxy })).one("Container", "site-proxy1").inputs, "uploads", 0, "content"),
    );
    assert.match(config, /option http-server-close\n {2}http-reuse never/);
  });
});
