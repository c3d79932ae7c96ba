import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Difference,
  diff,
  diffText,
  isDifferent,
  reach,
  type Topology,
} from "../../../topology/index.ts";
import { runs, topology } from "./arbitraries.ts";
import { flow, inner, on, topologyOf } from "./build.ts";

const port = (number: number) => [{ port: number, protocol: "tcp" as const }];
const front = inner("front");
const back = inner("back");
const web = on("web", { on: ["front"], ports: port(80) });
const db = on("db", { on: ["back"], ports: port(5432) });
const declared = { flows: [flow("outside", "web", 80)] };
const base = topologyOf(front, back, web, db, declared);

const said = (before: Topology, after: Topology): string[] =>
  diff(before, after).changes.map(({ kind, sentence }) => `${kind}: ${sentence}`);

describe("topology: the difference of two", () => {
  it("tells what was added, and why, and what was removed", () => {
    const nosy = topologyOf(front, back, on("web", { on: ["front", "back"], ports: port(80) }), db, declared);
    assert.deepEqual(said(base, nosy), [
      "added: db can now reach web on tcp 80: both are on network back. Nobody declared it.",
      "added: web can now reach db on tcp 5432: both are on network back. Nobody declared it.",
    ]);
    assert.deepEqual(said(nosy, base), [
      "removed: db can no longer reach web on tcp 80: they share no network.",
      "removed: web can no longer reach db on tcp 5432: they share no network.",
    ]);
  });

  it("says of what is declared nothing but that it is there", () => {
    const flows = [...declared.flows, flow("web", "db", 5432), flow("db", "web", 80)];
    const meant = topologyOf(front, back, on("web", { on: ["front", "back"], ports: port(80) }), db, {
      flows,
    });
    assert.deepEqual(
      diff(base, meant).changes.map(({ sentence }) => sentence.includes("Nobody")),
      [false, false],
    );
  });

  it("tells more ports from fewer, and a port from all", () => {
    const shared = (ports: readonly number[] | undefined): Topology =>
      topologyOf(
        front,
        on("web", { on: ["front"], ports: [{ ...port(80)[0], port: 80, protocol: "tcp", on: [] }] }),
        on("app", { on: ["front"], ...(ports === undefined ? {} : { ports: ports.flatMap(port) }) }),
      );
    assert.deepEqual(said(shared([1]), shared([1, 2])), [
      "widened: web can now reach app on tcp 2 too: both are on network front.",
    ]);
    assert.match(
      said(shared([1, 2]), shared([1])).join(),
      /^narrowed: web can no longer reach app on tcp 2, /,
    );
    assert.deepEqual(said(shared(undefined), shared([1])), [
      "narrowed: web can reach app on tcp 1 alone, and no longer on any port.",
    ]);
  });

  it("says of workloads that they came and went", () => {
    const more = topologyOf(front, back, web, db, on("app", { on: ["back"], ports: port(1) }), declared);
    assert.deepEqual(diff(base, more).workloads, { added: ["app"], removed: [] });
    assert.match(diffText(diff(more, base)), /^- workload app$/m);
    assert.match(
      diffText(diff(more, base)),
      /^- db can no longer reach app on tcp 1: there is no workload app any more\.$/m,
    );
  });

  it("tells of a way that is declared now, or no longer, and of how many are not", () => {
    const undeclared = topologyOf(
      front,
      on("web", { on: ["front"], ports: port(80) }),
      on("app", { on: ["front"], ports: port(1) }),
      declared,
    );
    const meant = { ...undeclared, flows: [...undeclared.flows, flow("web", "app", 1)] };
    const { declarations, standing } = diff(undeclared, meant);
    assert.deepEqual(
      declarations.map(({ sentence }) => sentence),
      ["web can reach app on tcp 1 as before, and that is declared now."],
    );
    assert.equal(standing.after.excess, standing.before.excess - 1);
  });
});

/** The edges that are open, by what they are and how certain. */
function open(one: Topology): Set<string> {
  return new Set(
    reach(one)
      .edges.filter(({ verdict }) => verdict !== "denied")
      .map(({ from, to, port: number, protocol, verdict }) =>
        JSON.stringify([from, to, number, protocol, verdict]),
      ),
  );
}

describe("topology: laws of the difference", () => {
  it("there is none to itself, and there is one wherever what is open differs", () => {
    fc.assert(
      fc.property(topology, topology, (one, other) => {
        assert.equal(isDifferent(diff(one, one)), false);
        const differ = [...open(one)].sort().join() !== [...open(other)].sort().join();
        if (differ) assert.ok(isDifferent(diff(one, other)));
      }),
      runs(200),
    );
  });

  it("the way back undoes the way there: what was more is less", () => {
    const opposite = {
      added: "removed",
      removed: "added",
      widened: "narrowed",
      narrowed: "widened",
    } as const;
    const told = ({ changes }: Difference) =>
      changes.map(({ from, to, kind, ports }) => [from, to, kind, ports.length]);
    fc.assert(
      fc.property(topology, topology, (one, other) => {
        const there = diff(one, other).changes.map(change => ({ ...change, kind: opposite[change.kind] }));
        assert.deepEqual(told({ ...diff(one, other), changes: there }).sort(), told(diff(other, one)).sort());
      }),
      runs(200),
    );
  });
});
