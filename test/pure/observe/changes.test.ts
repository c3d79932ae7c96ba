import assert from "node:assert/strict";
import type { ListeningSocket } from "../../../observe/helper/answers.ts";
import { changesIn } from "../../../observe/prober/changes.ts";
import type { Scene } from "../../../observe/prober/scene.ts";
import { emptyTopology, plainNetwork, plainWorkload, type Topology } from "../../../topology/index.ts";
import { resident, scene } from "./scene.ts";

const server = {
  ...plainWorkload("server"),
  attachments: [{ network: "net", aliases: [] }],
  ports: [{ port: 80, protocol: "tcp" as const }],
  labels: { "bulkhead.app": "server" },
};
const topology: Topology = {
  ...emptyTopology("dev"),
  workloads: [server],
  networks: [plainNetwork("net")],
};
const listening = (port: number, address = "0.0.0.0"): ListeningSocket => ({
  protocol: "tcp",
  address,
  port,
  uid: 0,
});
const socketsOf = (...sockets: readonly ListeningSocket[]) => new Map([["id-server", sockets]]);

/** What is said of a scene: the kind, and the cause. */
function told(seen: Scene, sockets = socketsOf(listening(80)), declared = topology): string[] {
  return changesIn(declared, seen, sockets, []).map(({ kind, cause }) => `${kind}: ${cause}`);
}

describe("what was changed past a stack's program", () => {
  it("is nothing where all is as declared", () => {
    assert.deepEqual(told(scene([resident("server", { "net-1": "10.0.0.2" })])), []);
  });

  it("names a network that was connected by hand, and one of the stack that is lacking", () => {
    assert.deepEqual(told(scene([resident("server", { other: "10.0.1.2" })])), [
      "connected: container server1 was connected by hand to network other, which is not of this stack",
      "disconnected: container server1 is not on network net, on which it is declared",
    ]);
  });

  it("names a container that the stack did not make, and whom it is beside", () => {
    const stranger = resident("thief", { "net-1": "10.0.0.9" }, { stranger: true, name: "thief" });
    assert.deepEqual(told(scene([resident("server", { "net-1": "10.0.0.2" })], { strangers: [stranger] })), [
      "stranger: container thief is on network net-1 of this stack, beside server1, and the stack did not make it",
    ]);
  });

  it("names a declared port that nobody waits on, and what is listened on instead", () => {
    const seen = scene([resident("server", { "net-1": "10.0.0.2" })]);
    assert.deepEqual(told(seen, socketsOf(listening(81))), [
      "port changed: server1 does not listen on tcp 80, which is declared; it listens on tcp 81 instead",
      "undeclared listener: server1 listens on tcp 81, which nothing declares",
    ]);
    assert.deepEqual(told(seen, socketsOf(listening(80, "127.0.0.1"))), [
      "port changed: server1 listens on tcp 80 at its loopback address alone, where nobody else gets to",
    ]);
  });

  it("names a stopped replica of a workload whose others run", () => {
    const two = { ...topology, workloads: [{ ...server, replicas: 2 }] };
    const stopped = [{ workload: "server", name: "server2", status: "Exited (137) 5 seconds ago" }];
    assert.deepEqual(
      told(scene([resident("server", { "net-1": "10.0.0.2" })], { stopped }), undefined, two),
      ["stopped: 1 of 2 containers of server run; not running: server2 (Exited (137) 5 seconds ago)"],
    );
  });
});
