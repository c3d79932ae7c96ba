import type { Flow, Network, Topology, Workload } from "../../../../topology/index.ts";
import { network, notYet, on, topology, workload } from "../world.ts";
import { type Example, type Examples, of } from "./case.ts";

const server = (id: string, changes: Partial<Workload> = {}): Workload =>
  workload(id, { ports: [{ port: 80, protocol: "tcp" }], ...changes });
const flow = (from: string, to: string, port: Flow["port"] = 80): Flow => ({
  from,
  to,
  port,
  protocol: "tcp",
  via: "network",
});
const closed: Partial<Network> = { internal: true, hostAddress: false };

/** web, app and db on one internal network, of which only app serves web. */
function crowd(flows: readonly Flow[], changes: Partial<Network> = {}, tiers = false): Topology {
  const tier = (name: string) => (tiers ? { tier: name } : {});
  return topology({
    workloads: [
      workload("web", { ...on("net"), ports: [{ port: 8080, protocol: "tcp", on: [] }], ...tier("web") }),
      server("app", { ...on("net"), ...tier("app") }),
    ],
    networks: [network("net", { ...closed, ...changes })],
    flows,
  });
}

/** Two networks that lead out; db publishes its port, so that web reaches it at the host's address. */
const bypass = (address: string): Topology =>
  topology({
    workloads: [
      workload("web", { ...on("front"), ports: [{ port: 8080, protocol: "tcp", on: [] }] }),
      server("db", { ...on("back"), published: [{ address, hostPort: 8080, port: 80, protocol: "tcp" }] }),
      server("app", on("front")),
    ],
    networks: [network("front"), network("back")],
    flows: [flow("web", "app")],
  });

const declared = [flow("web", "app")];
const withFlows = (example: Topology, ...flows: readonly string[]): Example => ({
  topology: example,
  settings: { flows },
});
const pair = (
  flows: readonly Flow[],
  outer: Partial<Network> = {},
  changes: Partial<Workload> = {},
): Topology =>
  topology({
    workloads: [server("app", { ...on("net"), ...changes }), workload("web", { ...on("net"), ports: [] })],
    networks: [network("net", outer)],
    flows,
  });
const published = (address: Workload["published"][number]["address"]): Partial<Workload> => ({
  published: [{ address, hostPort: 80, port: 80, protocol: "tcp" }],
});

export const reachabilityExamples: Examples = {
  "undeclared-edge": {
    violated: {
      "in a stack that declares others": of(crowd([flow("outside", "web", 8080)]), "flow/web->app"),
      "from tier to tier, where nothing is declared": of(crowd([], {}, true), "flow/web->app"),
      "where a config declares others": {
        ...withFlows(crowd([]), "app -> web"),
        resources: ["flow/web->app"],
      },
      "by a published port, past two networks": of(bypass("0.0.0.0"), ...["flow/app->db", "flow/web->db"]),
    },
    clean: {
      declared: of(crowd(declared)),
      "declared by the config": withFlows(crowd([], {}, true), "tier:web -> app:80/tcp"),
      "declared by a wildcard": withFlows(crowd([], {}, true), "* -> app"),
      "nothing is declared, and nobody has a tier": of(crowd([])),
      "published at loopback alone": of(bypass("127.0.0.1")),
    },
    unknown: {
      "whether members talk is to come": of(
        crowd([flow("outside", "web", 8080)], { memberTraffic: notYet }),
        "flow/web->app",
      ),
    },
  },
  "call-back": {
    violated: { "the server calls its client": of(pair([flow("web", "app")], closed), "flow/app->web") },
    clean: {
      "the client listens elsewhere": of(crowd(declared)),
      allowed: withFlows(pair([flow("web", "app")], closed), "app -> web"),
    },
    unknown: {
      "whether members talk is to come": of(
        pair([flow("web", "app")], { ...closed, memberTraffic: notYet }),
        "flow/app->web",
      ),
    },
  },
  "undeclared-exposure": {
    violated: {
      "a port published everywhere": of(pair(declared, {}, published("0.0.0.0")), "flow/outside->app"),
    },
    clean: {
      "at loopback": of(pair(declared, {}, published("127.0.0.1"))),
      declared: of(pair([...declared, flow("outside", "app")], {}, published("0.0.0.0"))),
      "in a stack that declares nothing": of(pair([], {}, published("0.0.0.0"))),
      allowed: withFlows(pair(declared, {}, published("0.0.0.0")), "outside -> app:80"),
    },
    unknown: { "an address to come": of(pair(declared, {}, published(notYet)), "flow/outside->app") },
  },
  "undeclared-egress": {
    violated: { "a network that leads out": of(pair(declared), "flow/app->outside", "flow/web->outside") },
    clean: {
      "an internal network": of(pair(declared, closed)),
      declared: of(pair([...declared, flow("app", "outside", "any"), flow("web", "outside", "any")])),
      "in a stack that declares nothing": of(pair([])),
      allowed: withFlows(pair(declared), "* -> outside"),
    },
    unknown: { "internal or not is to come": of(pair(declared, { internal: notYet }), "flow/app->outside") },
  },
  "declared-flow-missing": {
    violated: {
      "no network in common": of(
        topology({
          workloads: [workload("web", on("a")), server("app", on("b"))],
          networks: [network("a", closed), network("b", closed)],
          flows: declared,
        }),
        "flow/web->app",
      ),
      "nobody of that name": of(pair([flow("web", "application")], closed), "flow/web->application"),
    },
    clean: { "it exists": of(crowd(declared)) },
    unknown: {
      "whether members talk is to come": of(crowd(declared, { memberTraffic: notYet }), "flow/web->app"),
    },
  },
  "flows-undeclared": {
    violated: { "neighbours, and no word about it": of(pair([], closed), "stack") },
    clean: {
      "something is declared": of(crowd(declared)),
      "tiers, which are judged": of(crowd([], {}, true)),
      "nobody reaches anybody": of(
        topology({ workloads: [workload("web", { namespace: { kind: "none" } })] }),
      ),
    },
    unknown: {
      "whether members talk is to come": of(pair([], { ...closed, memberTraffic: notYet }), "stack"),
    },
  },
};
