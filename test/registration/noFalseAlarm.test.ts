import assert from "node:assert/strict";
import {
  ArgumentError,
  Database,
  Job,
  MultiTierApp,
  OneWayLink,
  ProxiedApp,
  Proxy,
  Segment,
  SharedSocket,
  Workload,
} from "../../components/index.ts";
import { record } from "../harness/recorder.ts";
import { spoiled } from "../harness/spoiled.ts";

type Component = new (name: string, args: never) => unknown;

/** What no argument may be but a transform. */
const junk = (): void => undefined;

/** Arguments of every component with which nothing is wrong, and in which much depends on each other. */
function subjects(): [component: Component, args: object][] {
  const [data, way] = [new Segment("data"), new Segment("way", { kind: "egress" })];
  const socket = new SharedSocket("socket");
  const api = new Workload("api", {
    image: "acme/api:1",
    ports: [8080, 81],
    segments: [data],
    sockets: [socket],
  });
  const db = new Database("db", { image: "postgres:16", password: "canary", segments: [data] });
  const image = "acme/odd:1";
  const workload = {
    image,
    hostname: "odd",
    replicas: 2,
    ports: [80, "81", { port: 83, protocol: "udp" }],
    publish: ["80", { port: 83, protocol: "udp" }],
    environment: { OTHER: "a" },
    secrets: { token: "a" },
    files: [
      { path: "/bin/a", content: "" },
      { path: "/tmp/a", content: "", permissions: "0444" },
    ],
    volumes: [{ volume: "one", at: "/data", readOnly: true }],
    health: { command: ["ask"], interval: "1s", wait: true },
    hardening: { writableRoot: true, tmpfs: { run: "" } },
    rollout: "rolling",
  };
  const { hostname: _, ...tier } = { ...workload, hardening: { writableRoot: true, tmpfs: {} } };
  const plain = { ...workload, hardening: { writableRoot: true, tmpfs: {} } };
  const links = [db, { to: db, prefix: "SECOND" }, { to: api, over: socket }];
  return [
    [Workload, { ...plain, segments: [{ segment: data, ports: [80] }, way], egress: true, link: links }],
    [Job, { image, link: links, segments: [data], pool: { cidr: "10.80.0.0/16", prefix: 27 } }],
    [Database, { image, password: "a", rootPassword: "b", engine: "mysql", user: "odd", segments: [data] }],
    [
      Proxy,
      {
        image,
        routes: [{ to: api, port: 81, path: "/a" }, { to: api, host: "a.example" }, { to: api }],
        segments: [{ segment: data, serves: true }],
        server: "haproxy",
        keepAlive: true,
      },
    ],
    [OneWayLink, { image, to: api, segment: data, ports: [8080], hostname: "odd", subnet: "10.64.9.0/27" }],
    [
      ProxiedApp,
      {
        proxy: { image, server: "haproxy", keepAlive: true, publish: { hostPort: 80 }, replicas: 1 },
        services: {
          a: { image, ports: [80, 81], routePort: 81, routes: [{ path: "/a" }, { host: "a.example" }] },
          b: { image, ports: [80], routes: [{ path: "/b" }] },
        },
        pool: { cidr: "10.80.0.0/16", prefix: 27 },
      },
    ],
    [
      MultiTierApp,
      {
        tiers: {
          web: { kind: "proxy", image, routes: [{ to: "app", port: 81, path: "/a" }, { to: "app" }] },
          front: { kind: "proxy", image, routes: [{ to: "app" }], publish: { hostPort: 8080 } },
          app: { ...tier, link: ["db", { to: "other", prefix: "OTHER_DB" }] },
          db: { kind: "database", image, password: "a", engine: "mysql", rootPassword: "b" },
          other: { kind: "database", image, password: "a" },
        },
        flows: [
          { from: "front", to: "app", port: 81 },
          { from: "front", to: "web", port: 8080 },
        ],
        subnets: { "front-web": "10.64.9.0/27" },
      },
    ],
    [
      Segment,
      {
        kind: "internal",
        mutual: true,
        memberTraffic: true,
        subnet: "10.80.0.0/27",
        pool: { cidr: "10.80.0.0/16", prefix: 27 },
      },
    ],
  ];
}

describe("registration: arguments of which one is junk", () => {
  it("are refused for that one alone", async () => {
    let count = 0;
    await record(() => {
      for (const [component, args] of subjects()) {
        for (const [path, one] of spoiled(args, () => [junk])) {
          if (path === "") continue;
          assert.deepEqual(elsewhere(component, one, path), [], `${component.name}: ${path}`);
          count += 1;
        }
      }
    });
    assert.ok(count > 200);
  });
});

/** The problems a component finds that are not of what is at a path, below it or around it. */
function elsewhere(component: Component, args: unknown, path: string): string[] {
  try {
    new component("odd", args as never);
  } catch (error) {
    assert(error instanceof ArgumentError, String(error));
    const problems = (error.errors ?? []).map(({ propertyPath, reason }) => ({
      found: propertyPath.replace(/\["(.*?)"\]/g, ".$1"),
      reason,
    }));
    assert.ok(problems.length > 0);
    return problems
      .filter(({ found }) => !found.startsWith(path) && !path.startsWith(found))
      .map(({ found, reason }) => `${found}: ${reason}`);
  }
  assert.fail(`${component.name} was made, with ${path}`);
}
