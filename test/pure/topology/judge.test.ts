import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Edge,
  type Excess,
  excess,
  explain,
  judge,
  missing,
  pathBetween,
  pathsFrom,
  plainNetwork,
  reach,
  type Topology,
} from "../../../topology/index.ts";
import { runs, topology, workloadIds } from "./arbitraries.ts";
import { flow, inner, on, topologyOf } from "./build.ts";
import { byKey, keyOf } from "./questions.ts";

/** `web => app => db`, as it should be, and somebody on all networks. */
const tiers = topologyOf(
  inner("front"),
  inner("data"),
  on("web", { on: ["front"], ports: [{ port: 80, protocol: "tcp", on: [] }] }),
  on("app", { on: ["front", "data"], ports: [{ port: 8080, protocol: "tcp", on: ["front"] }] }),
  on("db", { on: ["data"], ports: [{ port: 5432, protocol: "tcp" }] }),
  { flows: [flow("web", "app", 8080), flow("app", "db", 5432)] },
);

describe("topology: excess and missing", () => {
  it("are what judging all edges gives, told by cause", () => {
    fc.assert(
      fc.property(topology, asked => {
        const judged = judge(reach(asked));
        assert.deepEqual(missing(asked).map(keyOf), judged.missing.map(keyOf));
        const entries = excess(asked);
        for (const entry of entries) assertTrue(judged.excess, entry);
        for (const edge of judged.excess) {
          const told = entries.filter(
            ({ verdict, cause }) => verdict === edge.verdict && edge.via.includes(cause),
          );
          assert.ok(
            told.some(({ from, to }) => isOf(from, edge.from) && isOf(to, edge.to)),
            `${keyOf(edge)} is told of`,
          );
        }
      }),
      runs(300),
    );
  });

  it("count exactly, cause by cause", () => {
    fc.assert(
      fc.property(topology, asked => {
        const edges = judge(reach(asked)).excess;
        const sure = excess(asked).filter(({ verdict }) => verdict === "allowed");
        const told = Map.groupBy(sure, ({ cause }) => JSON.stringify(cause));
        for (const [cause, entries] of told) {
          const pairs = edges
            .filter(
              ({ verdict, via }) => verdict === "allowed" && via.some(one => JSON.stringify(one) === cause),
            )
            .map(({ from, to }) => `${from} ${to}`);
          const count = entries.reduce((sum, { from, to }) => sum + from.count * to.count, 0);
          assert.equal(count, new Set(pairs).size, cause);
        }
      }),
      runs(300),
    );
  });

  it("are told in as many entries as there are workloads, where all are on one network", () => {
    const crowd = (count: number): Topology =>
      topologyOf(
        inner("all"),
        ...Array.from({ length: count }, (_, at) =>
          on(`w${at}`, { on: ["all"], ports: [{ port: 80, protocol: "tcp" }] }),
        ),
        { flows: [flow("w0", "w1", 80)] },
      );
    for (const count of [10, 2000]) {
      const entries = excess(crowd(count));
      assert.equal(entries.length, count);
      const pairs = entries.reduce((sum, { from }) => sum + from.count, 0);
      assert.equal(pairs, count * (count - 1) - 1);
    }
  });

  it("are told of the calls alone that are of interest, and counted as exactly", () => {
    const kinds = fc.func(fc.constantFrom("one", "other", "third"));
    const wanted = fc.uniqueArray(fc.constantFrom("one one", "one other", "other third", "third third"));
    fc.assert(fc.property(topology, kinds, wanted, fc.boolean(), assertOfInterest), runs(200));
  });

  it("are counted as exactly where a network keeps many off", () => {
    const many = (network: string, first: number) =>
      Array.from({ length: 70 }, (_, at) =>
        on(`w${first + at}`, {
          on: [network],
          ports: [{ port: 80, protocol: "tcp" }],
          published: [{ address: "0.0.0.0", hostPort: first + at, port: 80, protocol: "tcp" }],
        }),
      );
    const both = topologyOf(
      inner("left"),
      plainNetwork("right"),
      ...many("left", 100),
      ...many("right", 200),
      {
        flows: [flow("w201", "w202", 80), flow("w105", "w106", 80)],
      },
    );
    const kindOf = (id: string): string => (/[37]$/.test(id) ? "one" : "other");
    for (const matter of [true, false]) assertOfInterest(both, kindOf, ["one other"], matter);
  });

  it("are found by asking of each end, and not of each pair", () => {
    const crowd = topologyOf(
      inner("all"),
      ...Array.from({ length: 1500 }, (_, at) =>
        on(`w${at}`, { on: ["all"], ports: [{ port: 80, protocol: "tcp" }] }),
      ),
    );
    const asked = { ends: 0, kinds: 0 };
    const kindOf = (id: string): string => {
      asked.ends += 1;
      return id.endsWith("7") ? "seven" : "other";
    };
    const between = (from: string, to: string): boolean => {
      asked.kinds += 1;
      return from !== to;
    };
    const entries = excess(crowd, { interest: { kindOf, between } });
    const pairs = entries.reduce((sum, { from }) => sum + from.count, 0);
    assert.equal(pairs, 2 * 150 * 1350);
    assert.ok(asked.ends < 2 * 1500, `${asked.ends} ends`);
    assert.ok(asked.kinds < 50, `${asked.kinds} pairs of kinds`);
  });

  it("are empty for tiers that listen where they are called", () => {
    assert.deepEqual([excess(tiers), missing(tiers)], [[], []]);
  });
});

/** Holds what is told of the calls of interest against all edges, each by itself. */
function assertOfInterest(
  asked: Topology,
  kindOf: (id: string) => string,
  between: readonly string[],
  matter: boolean,
): void {
  const flows = Map.groupBy(asked.flows, ({ from }) => from);
  const callersOf = new Map([...flows].map(([id, own]) => [id, new Set(own.map(({ to }) => to))]));
  const isBetween = (from: string, to: string): boolean => between.includes(`${from} ${to}`);
  const isWanted = ({ from, to }: Edge): boolean =>
    callersOf.get(to)?.has(from) ? matter : isBetween(kindOf(from), kindOf(to));
  const entries = excess(asked, {
    interest: { kindOf, between: isBetween, pairs: { callersOf, matter } },
  });
  const judged = judge(reach(asked)).excess.filter(isWanted);
  for (const entry of entries) assertTrue(judged, entry);
  for (const [verdict, own] of Map.groupBy(judged, edge => edge.verdict)) {
    const told = entries.filter(entry => entry.verdict === verdict);
    for (const edge of own)
      assert.ok(
        told.some(({ cause }) => edge.via.includes(cause)),
        `${keyOf(edge)} is told of`,
      );
  }
  const sure = entries.filter(({ verdict }) => verdict === "allowed");
  for (const [cause, own] of Map.groupBy(sure, entry => JSON.stringify(entry.cause))) {
    const edges = judged.filter(
      ({ verdict, via }) => verdict === "allowed" && via.some(one => JSON.stringify(one) === cause),
    );
    const count = own.reduce((sum, { from, to }) => sum + from.count * to.count, 0);
    assert.equal(count, new Set(edges.map(({ from, to }) => `${from} ${to}`)).size, cause);
  }
}

describe("topology: explain", () => {
  it("says what lets a connection through, by which name, and what keeps another off", () => {
    const { edge, names } = explain(tiers, { from: "app", to: "db", port: 5432, protocol: "tcp" });
    assert.equal(edge.verdict, "allowed");
    assert.equal(edge.declared, true);
    assert.deepEqual(names, ["db"]);
    const denied = explain(tiers, { from: "db", to: "app", port: 8080, protocol: "tcp" });
    assert.equal(denied.edge.verdict, "denied");
    assert.match(denied.edge.via[0]?.detail ?? "", /app answers on 8080 only on front, not on data/);
    assert.match(denied.edge.via[0]?.remedy ?? "", /let app answer on data too/);
  });

  it("tells the way past others where there is no other, hop by hop", () => {
    const { edge, path } = explain(tiers, { from: "web", to: "db", port: 5432, protocol: "tcp" });
    assert.equal(edge.verdict, "denied");
    assert.deepEqual(path?.hops.map(keyOf), ["web => app tcp 8080", "app => db tcp 5432"]);
    assert.equal(path?.declared, true);
    assert.equal(path?.verdict, "allowed");
  });

  it("answers for ports that nobody lists or declares", () => {
    const asked = (port: number) => explain(tiers, { from: "app", to: "db", port, protocol: "tcp" }).edge;
    assert.equal(asked(9999).verdict, "allowed");
    assert.equal(asked(9999).declared, false);
    assert.equal(
      explain(tiers, { from: "web", to: "host", port: 22, protocol: "tcp" }).edge.verdict,
      "denied",
    );
    assert.equal(
      explain(tiers, { from: "web", to: "nobody", port: 1, protocol: "tcp" }).edge.verdict,
      "denied",
    );
  });

  it("answers every question as reach does", () => {
    fc.assert(
      fc.property(topology, asked => {
        for (const edge of reach(asked, { denied: "all" }).edges) {
          assert.deepEqual(explain(asked, edge).edge, edge, keyOf(edge));
        }
      }),
      runs(100),
    );
  });
});

describe("topology: paths", () => {
  it("lead to whom edges lead, hop by hop, and to nobody else", () => {
    fc.assert(
      fc.property(topology, asked => {
        const edges = [...byKey(reach(asked).edges).values()].filter(({ verdict }) => verdict !== "denied");
        for (const { id } of asked.workloads) {
          const paths = pathsFrom(asked, id);
          assert.deepEqual([...paths.keys()], closure(edges, id), id);
          for (const { from, to, hops, verdict } of paths.values()) {
            assert.equal(from, id);
            assert.equal(hops.at(-1)?.to, to);
            hops.forEach((hop, at) => {
              assert.equal(hop.from, hops[at - 1]?.to ?? id);
              assert.ok(
                edges.some(edge => keyOf(edge) === keyOf(hop)),
                keyOf(hop),
              );
            });
            const sure = closure(
              edges.filter(edge => edge.verdict === "allowed"),
              id,
            ).includes(to);
            assert.equal(verdict, sure ? "allowed" : "unknown");
          }
        }
      }),
      runs(300),
    );
  });

  it("are the shortest, and listed with reach where they are asked for", () => {
    const longer = topologyOf(
      ...tiers.workloads,
      ...tiers.networks,
      inner("back"),
      on("cache", { on: ["data", "back"] }),
      on("disk", { on: ["back"] }),
    );
    assert.deepEqual(
      pathBetween(longer, "web", "disk")?.hops.map(({ to }) => to),
      ["app", "cache", "disk"],
    );
    assert.equal(pathBetween(tiers, "db", "web")?.hops.length, undefined);
    assert.equal(reach(tiers).paths, undefined);
    assert.deepEqual(
      reach(tiers, { paths: true }).paths?.map(({ from, to, hops }) => [from, to, hops.length]),
      [["web", "db", 2]],
    );
  });
});

/** Whether an entry tells of edges there are, in excess, for the reason it gives. */
function assertTrue(edges: readonly Edge[], { from, to, ports, verdict }: Excess): void {
  for (const [client, server] of from.some.flatMap(one => to.some.map(other => [one, other] as const))) {
    const told = edges.filter(
      one =>
        one.from === client &&
        one.to === server &&
        (to.count > 1 || ports.some(({ port, protocol }) => port === one.port && protocol === one.protocol)),
    );
    const open = told.filter(one => verdict === "unknown" || one.verdict === "allowed");
    assert.ok(open.length > 0, `${client} => ${server} is in excess`);
  }
  assert.equal(from.some.length, Math.min(3, from.count));
  assert.equal(to.some.length, Math.min(3, to.count));
}

/** Whether somebody is among ends, of which not all are named. */
function isOf({ count, some }: Excess["from"], id: string): boolean {
  return count > some.length || some.includes(id);
}

/** Workloads that can be got at from one, by brute force. */
function closure(edges: readonly Edge[], from: string): string[] {
  const found = new Set([from]);
  for (const at of found) {
    for (const edge of edges) {
      if (edge.from === at && workloadIds.includes(edge.to)) found.add(edge.to);
    }
  }
  found.delete(from);
  return [...found].sort();
}
