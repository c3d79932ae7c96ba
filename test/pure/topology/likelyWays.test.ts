import assert from "node:assert/strict";
import { explain, plainNetwork, type Topology, type Verdict } from "../../../topology/index.ts";
import { inner, on, topologyOf } from "./build.ts";

const unknown = { unknown: "not said yet" };
const outer = (id: string, more = {}) => ({
  ...plainNetwork(id),
  internal: false,
  hostAddress: true,
  ...more,
});
const ports = [{ port: 80, protocol: "tcp" as const }];
const publication = { address: "0.0.0.0", hostPort: 8080, port: 80, protocol: "tcp" as const };
const published = [publication];
const engine = (version: string, more = {}) => ({ engine: { version, ...more } });

/** What was once told wrong: a topology, who calls whom, and the verdict by each family. */
type Case = readonly [Topology, from: string, to: string, ipv4: Verdict, ipv6: Verdict];

const cases: Readonly<Record<string, Case>> = {
  "a gateway mode is nothing to a driver that has none": [
    topologyOf(
      outer("mesh", { driver: "weave", gateway6: "routed" }),
      on("web", { on: ["mesh"], ports, published: [{ ...publication, anyAddress: true }] }),
    ),
    ...(["host", "web", "unknown", "unknown"] as const),
  ],
  "what comes by the routing mesh is not open at a member's own address": [
    topologyOf(
      outer("own", { gateway6: "routed", ipv6: true }),
      on("web", {
        on: ["own"],
        ports,
        published: [
          { ...publication, address: unknown, mode: "host" },
          { ...publication, address: "::1", mode: "ingress" },
        ],
      }),
      engine("29.0.0", { firewall: "iptables" }),
    ),
    ...(["outside", "web", "unknown", "unknown"] as const),
  ],
  "a port that is published by its number has no second rule by publishing all": [
    topologyOf(
      outer("four"),
      outer("six", { ipv4: false, ipv6: true }),
      on("web", { on: ["four", "six"], published, publishAll: true }),
      engine("29.0.0", { firewall: "nftables" }),
    ),
    ...(["outside", "web", "allowed", "denied"] as const),
  ],
  "nobody routes between networks without addresses": [
    topologyOf(
      inner("bare", { ipv4: false, memberTraffic: true }),
      outer("own"),
      on("router", { on: ["bare", "own"], privileges: { capabilitiesAdded: ["NET_ADMIN"] } }),
      on("web", { on: ["bare"], ports, privileges: { capabilitiesAdded: ["NET_ADMIN"] } }),
      engine("29.0.0"),
    ),
    ...(["router", "web", "denied", "denied"] as const),
  ],
  "a bridge without translation leads nowhere, whether or not it is internal": [
    topologyOf(
      outer("bare", { internal: unknown, masquerade: false }),
      on("web", { on: ["bare"] }),
      engine("29.0.0"),
    ),
    ...(["web", "outside", "denied", "denied"] as const),
  ],
  "by one of two networks, whichever the engine takes": [
    topologyOf(
      outer("first"),
      outer("last"),
      on("web", {
        attachments: [
          { network: "first", aliases: [] },
          { network: "last", aliases: [], gatewayPriority: 5 },
        ],
      }),
    ),
    ...(["web", "outside", "allowed", "denied"] as const),
  ],
  "a network that nobody describes may be an overlay, which publishes beside any gateway": [
    topologyOf(
      outer("own", { gateway: "isolated" }),
      outer("mesh", { driver: "weave" }),
      on("web", {
        ports,
        published: [{ ...publication, anyAddress: true }],
        attachments: [
          { network: "own", aliases: [], gatewayPriority: 5 },
          { network: "lost", aliases: [] },
        ],
      }),
      on("caller", { on: ["mesh"] }),
      engine("29.0.0", { firewall: "iptables" }),
    ),
    ...(["caller", "web", "unknown", "denied"] as const),
  ],
};

describe("topology: ways that are easily taken for open, or closed", () => {
  for (const [what, [topology, from, to, ipv4, ipv6]] of Object.entries(cases)) {
    it(`${what}: ${from} to ${to}`, () => {
      const asked = to === "outside" ? ({ port: "any" } as const) : ({ port: 80 } as const);
      const { edge } = explain(topology, { from, to, ...asked, protocol: "tcp" });
      const { ipv4: found4 = edge.verdict, ipv6: found6 = "denied" } = edge.families ?? {};
      assert.deepEqual({ ipv4: found4, ipv6: found6 }, { ipv4, ipv6 });
    });
  }
});
