import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Edge,
  emptyTopology,
  type Forward,
  plainNetwork,
  plainWorkload,
  reach,
  type Topology,
  type Verdict,
} from "../../../topology/index.ts";
import { runs, topology, workloadIds } from "./arbitraries.ts";
import { byKey, keyOf } from "./questions.ts";

const forward: fc.Arbitrary<Forward> = fc.record({
  port: fc.constantFrom(80, 5432),
  to: fc.constantFrom(...workloadIds),
  toPort: fc.constantFrom(80, 5432),
});

/** Workloads of which some pass connections on, and listen where they are called. */
const relaying: fc.Arbitrary<Topology> = fc
  .tuple(topology, fc.array(fc.array(forward, { maxLength: 2 }), { maxLength: 3 }))
  .map(([asked, forwards]) => ({
    ...asked,
    workloads: asked.workloads.map((workload, at) => ({ ...workload, forwards: forwards[at] ?? [] })),
  }));

const edgesOf = (asked: Topology): Map<string, Edge> => byKey(reach(asked, { denied: "all" }).edges);

describe("topology: relays", () => {
  it("let through to the server whoever gets through to the relay, as far as the relay does, and nobody else", () => {
    fc.assert(
      fc.property(relaying, asked => {
        const edges = edgesOf(asked);
        const without = edgesOf({
          ...asked,
          workloads: asked.workloads.map(workload => ({ ...workload, forwards: [] })),
        });
        const passings = asked.workloads.flatMap(({ id, forwards }) =>
          forwards.map(one => ({ relay: id, ...one })),
        );
        for (const edge of edges.values()) {
          const passed = passings
            .filter(({ relay, to, toPort }) => to === edge.to && toPort === edge.port && relay !== edge.from)
            .map(({ relay, port }): Verdict => {
              const { from, protocol } = edge;
              const near = edges.get(keyOf({ from, to: relay, port, protocol }))?.verdict ?? "denied";
              const far = edges.get(keyOf({ ...edge, from: relay }))?.verdict ?? "denied";
              return weaker(near, far);
            });
          const direct = without.get(keyOf(edge))?.verdict ?? "denied";
          assert.equal(edge.verdict, [direct, ...passed].reduce(stronger), keyOf(edge));
        }
      }),
      runs(300),
    );
  });

  it("stand one behind another, and nobody comes back through them", () => {
    const on = (id: string, networks: readonly string[], forwards: readonly Forward[] = []) => ({
      ...plainWorkload(id),
      ports: [{ port: 80, protocol: "tcp" as const }],
      attachments: networks.map(network => ({ network, aliases: [] })),
      forwards,
    });
    const chain: Topology = {
      ...emptyTopology("chain"),
      networks: ["a", "b", "c"].map(id => ({ ...plainNetwork(id), internal: true, hostAddress: false })),
      workloads: [
        on("client", ["a"]),
        on("first", ["a", "b"], [{ port: 80, to: "second", toPort: 80 }]),
        on("second", ["b", "c"], [{ port: 80, to: "server", toPort: 80 }]),
        on("server", ["c"]),
      ],
    };
    const open = [...edgesOf(chain).values()].filter(({ verdict }) => verdict !== "denied");
    const between = (from: string): string[] => open.filter(edge => edge.from === from).map(({ to }) => to);
    assert.deepEqual(between("client"), ["first", "second", "server"]);
    assert.deepEqual(between("server"), ["second"]);
    const [cause] = open.find(({ from, to }) => from === "client" && to === "server")?.via ?? [];
    assert.deepEqual([cause?.mechanism, cause?.name], ["relay", "second"]);
  });
});

const order: readonly Verdict[] = ["denied", "unknown", "allowed"];

function weaker(left: Verdict, right: Verdict): Verdict {
  return order.indexOf(left) < order.indexOf(right) ? left : right;
}

function stronger(left: Verdict, right: Verdict): Verdict {
  return order.indexOf(left) < order.indexOf(right) ? right : left;
}
