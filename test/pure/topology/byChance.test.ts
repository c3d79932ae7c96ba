import assert from "node:assert/strict";
import { type EngineFacts, explain, plainNetwork, type Topology } from "../../../topology/index.ts";
import { on, topologyOf } from "./build.ts";

const nftables: EngineFacts = { version: "29.0.0", firewall: "nftables" };
const own = { ...plainNetwork("own"), internal: false, hostAddress: true, ipv6: false };
const other = { ...plainNetwork("other"), internal: false, hostAddress: true, ipv6: true };
const ports = [{ port: 80, protocol: "tcp" as const }];

/** A workload whose way out is one network by IPv4 and another by IPv6; it publishes at some addresses of the host. */
function published(engine: EngineFacts, ...addresses: readonly string[]): Topology {
  const web = on("web", {
    ports,
    published: addresses.map(address => ({ address, hostPort: 8080, port: 80, protocol: "tcp" as const })),
    attachments: [
      { network: "own", aliases: [], gatewayPriority: 10 },
      { network: "other", aliases: [] },
    ],
  });
  return { ...topologyOf(own, other, web), engine };
}

function byIpv4(topology: Topology, from: string): string {
  const { edge } = explain(topology, { from, to: "web", port: 80, protocol: "tcp" });
  return edge.families?.ipv4 ?? edge.verdict;
}

describe("topology: what nftables leaves to chance", () => {
  it("is whether others get in by IPv4 to what is published for both families, where the way out by IPv6 is another", () => {
    const topology = published(nftables, "0.0.0.0", "::");
    assert.equal(byIpv4(topology, "outside"), "unknown");
    const { edge } = explain(topology, { from: "outside", to: "web", port: 80, protocol: "tcp" });
    assert.equal(edge.families?.ipv6, "allowed");
    assert.equal(edge.untold, undefined);
  });

  it("is not whether the host gets in, which no rule lets in", () => {
    assert.equal(byIpv4(published(nftables, "0.0.0.0", "::"), "host"), "allowed");
  });

  for (const [why, topology] of [
    ["with iptables", published({ version: "29.0.0", firewall: "iptables" }, "0.0.0.0", "::")],
    ["where it is published for IPv4 alone", published(nftables, "0.0.0.0")],
    ["without the userland proxy", published({ ...nftables, userlandProxy: false }, "0.0.0.0", "::")],
  ] as const) {
    it(`is nothing ${why}`, () => assert.equal(byIpv4(topology, "outside"), "allowed"));
  }
});
