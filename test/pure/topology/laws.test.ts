import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Edge,
  emptyTopology,
  mergeFragments,
  plainNetwork,
  plainWorkload,
  reach,
  type Topology,
  type Verdict,
} from "../../../topology/index.ts";
import { mount, networkIds, runs, topology, workloadIds } from "./arbitraries.ts";
import { byKey, keyOf } from "./questions.ts";
import { renamed, renaming, retold } from "./retellings.ts";
import { variantsOf, withWorkload } from "./variants.ts";

/** With nothing in hand beside its networks. */
const { privileges, mounts } = plainWorkload("any");
const harmless = { privileges, mounts };

const all = (asked: Topology): readonly Edge[] => reach(asked, { denied: "all" }).edges;

describe("topology: laws of reach", () => {
  it("is symmetric where networks are shared and ports are bound to none of them", () => {
    const attached = fc.subarray([...networkIds]);
    const peers = fc
      .record({
        traffic: fc.tuple(...networkIds.map(() => fc.constantFrom(true, false, { unknown: "not said" }))),
        attachments: fc.tuple(...workloadIds.map(() => attached)),
      })
      .map(
        ({ traffic, attachments }): Topology => ({
          ...emptyTopology("peers"),
          networks: networkIds.map((id, at) => ({
            ...plainNetwork(id),
            internal: true,
            hostAddress: false,
            memberTraffic: traffic[at] ?? true,
          })),
          workloads: workloadIds.map((id, at) => ({
            ...plainWorkload(id),
            ports: [{ port: 80, protocol: "tcp" }],
            attachments: (attachments[at] ?? []).map(network => ({ network, aliases: [] })),
          })),
        }),
      );
    fc.assert(
      fc.property(peers, asked => {
        const edges = byKey(all(asked));
        const between = [...edges.values()].filter(({ from, to }) => [from, to].every(isWorkload));
        assert.equal(between.length, workloadIds.length * (workloadIds.length - 1));
        for (const edge of between) {
          const back = edges.get(keyOf({ ...edge, from: edge.to, to: edge.from }));
          assert.equal(back?.verdict, edge.verdict, keyOf(edge));
        }
      }),
      runs(200),
    );
  });

  it("is monotone: one attachment more closes nothing, to a network that cannot become the gateway", () => {
    fc.assert(
      fc.property(topology, fc.nat(), fc.constantFrom(...networkIds), (told, index, network) => {
        const one = told.workloads[index % told.workloads.length];
        assert.ok(one);
        const networks = told.networks.map(each =>
          each.id === network ? { ...each, driver: "bridge", internal: true } : each,
        );
        const before = { ...told, networks, engine: { ...told.engine, version: "29.0.0" } };
        const attachments = [...one.attachments, { network, aliases: [] }];
        assertNoneCloses(before, withWorkload(before, one.id, { attachments }));
      }),
      runs(400),
    );
  });

  it("is monotone: one mount more closes nothing", () => {
    fc.assert(
      fc.property(topology, fc.nat(), mount, (before, index, more) => {
        const one = before.workloads[index % before.workloads.length];
        assert.ok(one);
        assertNoneCloses(before, withWorkload(before, one.id, { mounts: [...one.mounts, more] }));
      }),
      runs(400),
    );
  });

  it("is symmetric where files are shared: who reads can be told, who writes can be asked", () => {
    fc.assert(
      fc.property(topology, asked => {
        const edges = byKey(all(asked));
        for (const edge of [...edges.values()].filter(({ protocol }) => protocol === "files")) {
          const back = edges.get(keyOf({ ...edge, from: edge.to, to: edge.from }));
          assert.equal(back?.verdict ?? "denied", edge.verdict, keyOf(edge));
        }
      }),
      runs(400),
    );
  });

  it("never takes unknown for denied, nor for allowed, where knowing more could say otherwise", () => {
    fc.assert(
      fc.property(topology, asked => {
        for (const { what, unknown, known } of variantsOf(asked)) {
          const open = all(unknown);
          const told = known.map(variant => byKey(all(variant)));
          for (const edge of open.filter(({ verdict }) => verdict !== "unknown")) {
            for (const edges of told.filter(edges => asks(edges, edge))) {
              assert.equal(verdictOf(edges, edge), edge.verdict, `${what}: ${keyOf(edge)}`);
            }
          }
          const found = byKey(open);
          for (const edge of told.flatMap(edges => [...edges.values()])) {
            if (edge.verdict !== "denied") {
              assert.notEqual(verdictOf(found, edge), "denied", `${what}: ${keyOf(edge)}`);
            }
          }
        }
      }),
      runs(60),
    );
  });

  it("does not hang on the order in which things are told", () => {
    const twice = topology.chain(told => fc.tuple(fc.constant(told), retold(told)));
    fc.assert(
      fc.property(twice, ([told, again]) => {
        assert.deepEqual(reach(again, { denied: "all" }), reach(told, { denied: "all" }));
      }),
      runs(300),
    );
  });

  it("knows things by their place, not by their name: renamed, it gives the answer renamed", () => {
    fc.assert(
      fc.property(topology, renaming, (told, rename) => {
        const essence = (
          { from, to, port, protocol, verdict, declared, via }: Edge,
          name = (id: string) => id,
        ) =>
          [
            ...[name(from), name(to), port, protocol, verdict, declared],
            ...via.map(cause => `${cause.mechanism} ${cause.name.split(" ").map(name).join(" ")}`).sort(),
          ].join(" ");
        const expected = all(told)
          .map(edge => essence(edge, rename))
          .sort();
        assert.deepEqual(
          all(renamed(told, rename))
            .map(edge => essence(edge))
            .sort(),
          expected,
        );
      }),
      runs(300),
    );
  });

  it("gives what uses the host's interfaces the same reach as the host", () => {
    fc.assert(
      fc.property(topology, fc.nat(), (told, index) => {
        const one = told.workloads[index % told.workloads.length];
        assert.ok(one);
        const hosted = withWorkload(told, one.id, { ...harmless, namespace: { kind: "host" } });
        const edges = byKey(all(hosted));
        for (const edge of edges.values()) {
          if (edge.from !== one.id || !hosted.workloads.some(({ id }) => id === edge.to)) continue;
          // A workload that is not there is asked about only because somebody declared a flow to it.
          const asHost = edges.get(keyOf({ ...edge, from: "host" }));
          if (asHost !== undefined) assert.equal(edge.verdict, asHost.verdict, keyOf(edge));
        }
      }),
      runs(200),
    );
  });

  it("gives those who share a namespace the same reach", () => {
    fc.assert(
      fc.property(topology, fc.nat(), (told, index) => {
        const [joiner, other] = [0, 1].map(step => told.workloads[(index + step) % told.workloads.length]);
        assert.ok(joiner && other);
        if (joiner === other) return;
        const tame = withWorkload(told, other.id, harmless);
        const joined = withWorkload(tame, joiner.id, {
          ...harmless,
          namespace: { kind: "workload", of: other.id },
        });
        const edges = byKey(all(joined));
        for (const edge of edges.values()) {
          const same = edges.get(keyOf({ ...edge, from: other.id }));
          if (edge.from !== joiner.id || edge.to === other.id || same === undefined) continue;
          assert.equal(edge.verdict, same.verdict, keyOf(edge));
        }
      }),
      runs(200),
    );
  });
});

describe("topology: laws of mergeFragments", () => {
  it("is idempotent, and merging what is merged changes nothing", () => {
    fc.assert(
      fc.property(fc.array(topology, { maxLength: 3 }), fragments => {
        const merged = mergeFragments("all", fragments);
        assert.deepEqual(mergeFragments("all", [merged]), merged);
        assert.deepEqual(mergeFragments("all", [merged, merged]), merged);
        assert.deepEqual(mergeFragments("all", [...fragments, ...fragments]), merged);
      }),
      runs(100),
    );
  });
});

function assertNoneCloses(before: Topology, more: Topology): void {
  const after = byKey(all(more));
  for (const edge of all(before)) {
    const verdict = after.get(keyOf(edge))?.verdict ?? "denied";
    if (edge.verdict === "allowed") assert.equal(verdict, "allowed", keyOf(edge));
    if (edge.verdict === "unknown") assert.notEqual(verdict, "denied", keyOf(edge));
  }
}

function isWorkload(id: string): boolean {
  return workloadIds.includes(id);
}

/** Whether a topology asks the question at all: any port of a workload only where its ports are not listed. */
function asks(edges: ReadonlyMap<string, Edge>, edge: Edge): boolean {
  return edge.port !== "any" || !isWorkload(edge.to) || edges.has(keyOf(edge));
}

/** A port nobody asks about by its number is part of `any`, which stands for all protocols. */
function verdictOf(edges: ReadonlyMap<string, Edge>, edge: Edge): Verdict {
  const found = edges.get(keyOf(edge)) ?? edges.get(keyOf({ ...edge, port: "any", protocol: "tcp" }));
  return found?.verdict ?? "denied";
}
