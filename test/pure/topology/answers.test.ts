import assert from "node:assert/strict";
import { type Carrier, reach, type Topology, type Verdict } from "../../../topology/index.ts";
import { inner, on, topologyOf } from "./build.ts";

const outer = { internal: false, hostAddress: true };
const engine = { version: "29.0.0", firewall: "nftables", userlandProxy: true } as const;

describe("topology: how answers find back", () => {
  it("by an address of the host, where the server's own way out leads nowhere", () => {
    const topologyWith = (masquerade: boolean): Topology =>
      topologyOf(
        inner("open", { ...outer, gateway: "nat-unprotected" }),
        inner("lost", { internal: false, hostAddress: false }),
        inner("home", { ...outer, masquerade, gateway: masquerade ? "nat" : "nat-unprotected" }),
        on("server", {
          attachments: [
            { network: "open", aliases: [] },
            { network: "lost", aliases: [], gatewayPriority: 10 },
          ],
          ports: [{ port: 80, protocol: "tcp" }],
        }),
        on("client", { on: ["home"] }),
        { engine },
      );
    assert.equal(verdictOf(topologyWith(true), 80, "tcp"), "allowed");
    assert.equal(verdictOf(topologyWith(false), 80, "tcp"), "denied");
  });

  it("by UDP from where it was called, unless the server is on the caller's network", () => {
    const topologyWith = (protocol: "tcp" | "udp", ...networks: readonly string[]): Topology =>
      topologyOf(
        inner("front", outer),
        inner("apart", { internal: true, hostAddress: true, memberTraffic: false }),
        on("server", {
          on: networks,
          ports: [{ port: 53, protocol }],
          published: [{ address: "0.0.0.0", hostPort: 53, port: 53, protocol }],
        }),
        on("client", { on: ["apart"] }),
        { engine },
      );
    assert.equal(verdictOf(topologyWith("udp", "front"), 53, "udp"), "allowed");
    assert.equal(verdictOf(topologyWith("udp", "front", "apart"), 53, "udp"), "denied");
    assert.equal(verdictOf(topologyWith("tcp", "front", "apart"), 53, "tcp"), "allowed");
  });
});

/** What is said of the client's calls to the server. */
function verdictOf(topology: Topology, port: number, protocol: Carrier): Verdict {
  const found = reach(topology, { denied: "all" }).edges.find(
    edge =>
      edge.from === "client" && edge.to === "server" && edge.port === port && edge.protocol === protocol,
  );
  assert.ok(found !== undefined);
  return found.verdict;
}
