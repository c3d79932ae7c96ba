import assert from "node:assert/strict";
import { inspect } from "node:util";
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
import { isPlain, spoiled } from "../harness/spoiled.ts";

type Component = new (name: string, args: never) => unknown;
type Tree = Readonly<Record<string, unknown>>;

const junk: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  "",
  "x y",
  true,
  [],
  [null],
  {},
  { a: 1 },
];

/** What to put in place of a part. */
function wrong(part: unknown): readonly unknown[] {
  return isPlain(part) ? [...junk, { ...part, unknown: 1 }] : junk;
}

function isEmpty(value: unknown): boolean {
  return isPlain(value) && Object.keys(value).length === 0;
}

function image(name: string): Tree {
  return { image: `acme/${name}:1` };
}

/** Arguments of every component in which two things are wrong with each other, whatever else is. */
function subjects(): [component: Component, args: Tree][] {
  const [data, way] = [new Segment("data"), new Segment("way", { kind: "egress" })];
  const socket = new SharedSocket("socket");
  const api = new Workload("api", {
    image: "acme/api:1",
    ports: [8080],
    segments: [data],
    sockets: [socket],
  });
  const db = new Database("db", { image: "postgres:16", password: "canary", segments: [data] });
  const workload = {
    ports: [80, "81-82/udp", { port: 83, protocol: "tcp" }],
    publish: ["8080:80", { port: 83, hostPort: 84 }],
    link: [db, { to: db, prefix: "X", secrets: "env" }, { to: api, over: socket }],
    environment: { X_HOST: "a" },
    secrets: { token: "a" },
    files: [{ path: "/etc/a", content: "" }],
    volumes: [{ volume: "one", at: "/tmp", readOnly: true }],
    health: { command: ["ask"], interval: "1s" },
    hardening: { tmpfs: { "/a": "size=1m" }, sysctls: { "net.core.somaxconn": "1" }, capabilities: ["ALL"] },
    limits: { memory: 64 },
    rollout: "rolling",
  };
  const route = { path: "/a", host: "example.com", port: 81, check: "/" };
  return [
    [
      Workload,
      { ...image("a"), ...workload, segments: [data, { segment: data, ports: [9], aliases: ["b"] }] },
    ],
    [
      Job,
      {
        ...image("a"),
        link: [db, db],
        egress: true,
        pool: { cidr: "10.0.0.0/8", prefix: 4 },
        triggers: ["a"],
      },
    ],
    [
      Database,
      {
        ...image("a"),
        password: "a",
        rootPassword: "b",
        segments: [way],
        initScripts: { "a.sql": "" },
        socket,
      },
    ],
    [
      Proxy,
      {
        ...image("a"),
        routes: [
          { to: api, ...route },
          { to: db, ...route },
        ],
        segments: [data],
        publish: { hostPort: 80 },
      },
    ],
    [OneWayLink, { ...image("a"), to: api, segment: way, ports: [81, 81], subnet: "10.0.0.0/27" }],
    [
      ProxiedApp,
      {
        proxy: { ...image("a"), server: "nginx", balance: "leastconn", publish: { hostPort: 80 } },
        services: {
          b: { ...image("b"), ports: [80], routePort: 81, routes: [{ path: "/a" }, { path: "/a" }] },
        },
      },
    ],
    [
      MultiTierApp,
      {
        tiers: {
          web: { kind: "proxy", ...image("a"), routes: [{ to: "app", ...route }] },
          app: { ...image("b"), ...workload, link: ["db", { to: "db", prefix: "X" }] },
          db: { kind: "database", ...image("c"), password: "a", engine: "postgres", rootPassword: "b" },
        },
        flows: [{ from: "web", to: "app", port: 81 }],
        subnets: { "web-app": "10.0.0.0/27" },
        pool: { cidr: "10.64.0.0/10", prefix: 27 },
      },
    ],
    [
      Segment,
      {
        kind: "publish",
        hostAddress: false,
        subnet: "10.0.0.0/27",
        mtu: 1400,
        driverOptions: { a: "b" },
        mutual: true,
      },
    ],
  ];
}

describe("registration: arguments of which one is of a wrong form", () => {
  it("are refused with advice, wherever it stands and whatever it is", async () => {
    let count = 0;
    await record(() => {
      for (const [component, args] of subjects()) {
        for (const [, one] of spoiled(args, wrong)) {
          // Of a Segment nothing needs to be said.
          if (component === Segment && (one === undefined || isEmpty(one))) continue;
          assert.throws(
            () => new component("odd", one as never),
            error => error instanceof ArgumentError && !error.message.includes("undefined"),
            `${component.name} of ${inspect(one, { depth: 1 })}`,
          );
          count += 1;
        }
      }
    });
    assert.ok(count > 1000);
  });
});
