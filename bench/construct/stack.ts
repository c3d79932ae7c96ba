import { secret } from "@pulumi/pulumi";
import {
  Database,
  Job,
  legacyLinkEnv,
  MultiTierApp,
  OneWayLink,
  ProxiedApp,
  Proxy,
  Segment,
  SharedSocket,
  Volume,
  Workload,
} from "../../components/index.ts";

const health = { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] };

/** A company's stack: 12 components of all kinds, and what hangs on them; 40 workloads in all. */
export function companyStack(): void {
  const data = new Segment("data");
  const backend = new Segment("backend");
  const reports = new Volume("reports");
  const socket = new SharedSocket("ledger-socket");
  const ledger = new Database("ledger", {
    image: "postgres:16",
    password: secret("of a bench"),
    segments: [data],
    socket,
  });
  const goods = new Database("goods", {
    engine: "mariadb",
    image: "mariadb:11",
    password: secret("of a bench"),
    segments: [data],
    prefix: "GOODS",
  });
  const migration = new Job("migration", {
    image: "acme/ledger:1",
    command: ["migrate"],
    segments: [{ segment: data, serves: false }],
    link: [ledger],
  });
  const archive = new Workload("archive", { image: "acme/archive:1", ports: [8080], segments: [data] });
  const reading = new OneWayLink("reading", { to: archive, segment: data, image: "haproxy:3.0-alpine" });
  const site = new ProxiedApp("site", {
    proxy: { image: "haproxy:3.0-alpine", publish: {} },
    services: {
      pages: { image: "acme/pages:1", ports: [8080], listenVariable: "LISTEN", health },
      items: { image: "acme/items:1", ports: [8080], replicas: 2, routes: [{ path: "/items/" }], health },
    },
  });
  new MultiTierApp("shop", {
    tiers: {
      web: { kind: "proxy", image: "haproxy:3.0-alpine", routes: [{ to: "app" }], publish: {} },
      app: { image: "acme/shop:1", replicas: 3, ports: [8080], link: ["db"], rollout: "rolling", health },
      db: { kind: "database", image: "postgres:16", password: secret("of a bench") },
    },
  });

  const services = Array.from(
    { length: 25 },
    (_, index) =>
      new Workload(serviceName(index), {
        image: "acme/service:1",
        replicas: 1 + (index % 3),
        ports: [8080],
        listenVariable: "LISTEN",
        segments: [backend, { segment: data, serves: false }],
        link: [goods, { to: ledger, prefix: "LEDGER" }],
        after: [migration],
        volumes: [{ volume: reports, at: "/reports", readOnly: index > 0 }],
        environment: legacyLinkEnv(serviceName(index), { shelf: goods }),
        health,
      }),
  );
  new Proxy("entrance", {
    image: "haproxy:3.0-alpine",
    segments: [{ segment: backend, serves: false }],
    routes: services.map((to, index) => ({ to, path: `/${serviceName(index)}/` })),
    publish: {},
  });
  new Proxy("staff", {
    server: "nginx",
    image: "nginx:1.28",
    segments: [{ segment: backend, serves: false }],
    routes: services.slice(0, 3).map((to, index) => ({ to, host: `${serviceName(index)}.example.com` })),
    publish: {},
  });
  new Workload("auditor", {
    image: "acme/auditor:1",
    segments: [{ segment: reading.nearSide(), serves: false }],
    link: [reading, { to: ledger, over: socket, prefix: "LEDGER" }],
  });
  new Workload("kiosk", {
    image: "acme/kiosk:1",
    segments: [{ segment: site.frontend(), serves: false }],
    link: [site],
  });
}

/** By letters: the first replica of a `service1` would be called as a `service11` is. */
function serviceName(index: number): string {
  return `service-${String.fromCharCode("a".charCodeAt(0) + index)}`;
}
