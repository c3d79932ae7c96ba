import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import {
  type Difference,
  diff,
  diffGroups,
  diffText,
  type GroupedDifference,
  inGroups,
  judge,
  plainNetwork,
  reach,
  reachInGroups,
  reachMermaid,
  standingOf,
  type Topology,
  type Workload,
} from "../../../topology/index.ts";
import { runs, topology } from "./arbitraries.ts";
import { on, topologyOf } from "./build.ts";

/** A topology with more of each of its workloads, which nothing tells from those it has. */
const crowded: fc.Arbitrary<Topology> = fc
  .tuple(topology, fc.array(fc.nat({ max: 2 }), { minLength: 4, maxLength: 4 }))
  .map(([one, counts]) => ({
    ...one,
    workloads: one.workloads.flatMap((workload, at) => [
      workload,
      ...Array.from({ length: counts[at] ?? 0 }, (_, more): Workload => {
        const id = `${workload.id}x${more}`;
        return { ...workload, id, name: id };
      }),
    ]),
  }));

/** What came, what went, and on which ports, of every pair of ends. */
function told(changes: Difference["changes"]): string[] {
  return changes.map(({ kind, from, to, ports }) => JSON.stringify([kind, from, to, ports])).sort();
}

/** The pairs that groups stand for. */
function spreadOut({ groups, changes }: GroupedDifference): Difference["changes"] {
  const members = new Map(groups.map(group => [group.id, group.members]));
  return changes.flatMap(change =>
    (members.get(change.from) ?? []).flatMap(from =>
      (members.get(change.to) ?? []).filter(to => to !== from).map(to => ({ ...change, from, to })),
    ),
  );
}

describe("topology: a difference by groups", () => {
  it("says of every pair what is said of it by itself, and counts as many", () => {
    fc.assert(
      fc.property(crowded, crowded, (before, after) => {
        const [pairs, groups] = [diff(before, after), diffGroups(before, after)];
        assert.deepEqual(told(spreadOut(groups)), told(pairs.changes));
        assert.deepEqual(groups.standing, pairs.standing);
        assert.deepEqual(groups.declarations, pairs.declarations);
        assert.deepEqual(groups.workloads, pairs.workloads);
      }),
      runs(100),
    );
  });

  it("is what its schema says", () => {
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../docs/schemas/diff.v2.json"), "utf8"),
    );
    const parser = z.fromJSONSchema(schema);
    fc.assert(
      fc.property(crowded, crowded, (before, after) => {
        const written = JSON.parse(JSON.stringify(diffGroups(before, after)));
        assert.deepEqual(parser.safeParse(written).error?.issues ?? [], []);
      }),
      runs(100),
    );
  });

  const services = (count: number, network: (at: number) => string, port = (_at: number) => 80): Topology =>
    topologyOf(
      ...Array.from({ length: count }, (_, at) => network(at))
        .filter((id, at, all) => all.indexOf(id) === at)
        .map(plainNetwork),
      ...Array.from({ length: count }, (_, at) =>
        on(`w${at}`, { on: [network(at)], ports: [{ port: port(at), protocol: "tcp" }] }),
      ),
    );

  it("is a line where it is the same for all", () => {
    const [apart, together] = [services(12, at => `n${at}`), services(12, () => "all")];
    assert.match(
      diffText(inGroups(diffGroups(apart, together))),
      /^\+ w0, w1 and 10 more can now reach each other on tcp 80: both are on network all\.$/m,
    );
    assert.match(
      diffText(inGroups(diffGroups(together, apart))),
      /^- w0, w1 and 10 more can no longer reach each other on tcp 80: they share no network/m,
    );
    const fewer = services(10, () => "all");
    assert.match(
      diffText(inGroups(diffGroups(together, fewer))),
      /^- w10 and w11 can no longer reach w0, w1 and 8 more on tcp 80: there are no workloads w10 and w11 any more\.$/m,
    );
  });

  it("is counted, and drawn, without pairs too", () => {
    fc.assert(
      fc.property(crowded, asked => {
        const { excess, missing } = judge(reach(asked));
        assert.deepEqual(standingOf(asked), { excess: excess.length, missing: missing.length });
      }),
      runs(100),
    );
    const { nodes, edges } = reachInGroups(
      services(
        60,
        at => `n${at % 2}`,
        at => 8000 + at,
      ),
    );
    assert.deepEqual(
      nodes.map(({ id }) => id),
      ["w0, w10 and 28 more", "w1, w11 and 28 more", "host", "outside"],
    );
    const picture = reachMermaid(
      reachInGroups(
        services(
          1000,
          () => "all",
          at => 8000 + (at % 20),
        ),
      ),
    );
    assert.match(picture, /n0 -->\|"tcp 8000, 8001, .* and 9 more"\| n0/);
    assert.ok(picture.length < 2000);
    assert.ok(edges.some(({ from, to }) => from === to));
  });

  it("grows with the number of workloads, whatever ports they have", () => {
    const changes = (count: number): number =>
      diffGroups(
        services(
          count,
          at => `n${at % 2}`,
          at => 8000 + at,
        ),
        services(
          count,
          () => "all",
          at => 8000 + at,
        ),
      ).changes.length;
    assert.ok(changes(400) < 12 * changes(40));
    assert.ok(changes(400) <= 800, String(changes(400)));
  });
});
