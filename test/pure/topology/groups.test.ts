import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import {
  type GroupedReach,
  groupsJson,
  plainNetwork,
  reach,
  reachGroups,
  reachGroupsTable,
  type Topology,
  type Verdict,
} from "../../../topology/index.ts";
import { unknownNetwork } from "../../../topology/model/network.ts";
import { surveyOf } from "../../../topology/reach/survey.ts";
import { runs, topology } from "./arbitraries.ts";
import { on, topologyOf } from "./build.ts";
import { keyOf } from "./questions.ts";

describe("topology: reach by groups", () => {
  it("says of every pair what is said of it by itself", () => {
    fc.assert(
      fc.property(topology, asked => {
        const pairs = new Map(reach(asked).edges.map(edge => [keyOf(edge), edge]));
        const told = pairsOf(reachGroups(asked));
        for (const [key, { verdict }] of told) assert.equal(pairs.get(key)?.verdict, verdict, key);
        for (const [key, edge] of pairs) {
          if (edge.verdict === "denied" || told.has(key)) continue;
          // A port of whom nobody describes is one of all of them.
          const any = keyOf({ ...edge, port: "any", protocol: "tcp" });
          assert.ok(edge.declared && told.has(any), key);
        }
      }),
      runs(300),
    );
  });

  it("is what its schema says, whatever the topology", () => {
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../docs/schemas/reach.v2.json"), "utf8"),
    );
    const parser = z.fromJSONSchema(schema);
    fc.assert(
      fc.property(topology, asked => {
        const found = reachGroups(asked);
        const written = JSON.parse(groupsJson(found));
        assert.deepEqual(written, JSON.parse(JSON.stringify(found)));
        assert.deepEqual(parser.safeParse(written).error?.issues ?? [], []);
      }),
      runs(100),
    );
  });

  it("grows with the number of workloads on a network, not with that of pairs", () => {
    const crowd = (count: number): Topology =>
      topologyOf(
        plainNetwork("all"),
        ...Array.from({ length: count }, (_, at) =>
          on(`w${at}`, {
            on: ["all"],
            ports: [{ port: 8000 + (at % 5), protocol: "tcp" }],
            published:
              at % 10 === 0 ? [{ address: "127.0.0.1", hostPort: at, port: 80, protocol: "tcp" }] : [],
          }),
        ),
      );
    const edges = (count: number): number => reachGroups(crowd(count)).edges.length;
    assert.ok(edges(2000) < 12 * edges(200));
    assert.ok(edges(2000) < 2000);
  });

  it("has the callers of published ports in common, however many ports there are", () => {
    const publishing = topologyOf(
      plainNetwork("all"),
      ...Array.from({ length: 300 }, (_, at) =>
        on(`w${at}`, {
          on: ["all"],
          published: [{ address: "0.0.0.0", hostPort: 8000 + at, port: 80, protocol: "tcp" }],
        }),
      ),
    );
    const lists = new Set(surveyOf(publishing).ways.flatMap(({ from }) => (from.size > 3 ? [from.ids] : [])));
    assert.ok(lists.size < 30, `${lists.size} lists`);
  });

  it("is told in a few lines, who comes from outside first", () => {
    const text = reachGroupsTable(
      reachGroups(
        topologyOf(
          plainNetwork("all"),
          ...Array.from({ length: 50 }, (_, at) =>
            on(`w${at}`, { on: ["all"], ports: [{ port: 80, protocol: "tcp" }] }),
          ),
          on("web", {
            on: ["all"],
            published: [{ address: "0.0.0.0", hostPort: 443, port: 443, protocol: "tcp" }],
          }),
        ),
      ),
    );
    assert.match(text, /^From outside:\n {2}outside {2}=> {2}web {2}tcp 443 {2}published port/);
    assert.match(text, /w0, w1 and 49 more {2}=> {2}w0, w1 and 48 more {2}tcp 80 {3}shared network/);
    assert.ok(text.split("\n").length < 30);
  });

  it("counts in one line what hangs on networks that nobody describes", () => {
    const external = { ...unknownNetwork("edge", "network edge is made elsewhere") };
    const found = reachGroups(topologyOf(plainNetwork("own"), external, on("web", { on: ["edge", "own"] })));
    const text = reachGroupsTable(found, { undescribed: new Set(["edge"]) });
    assert.doesNotMatch(text, / edge .*UNKNOWN/);
    assert.match(text, /^\d+ more hang on what network edge is: --external edge=bridge says so/m);
    assert.match(text, /web {2}=> {2}outside {2}any port {2}way out own/);
    assert.match(reachGroupsTable(found), / edge .*UNKNOWN/);
  });
});

/** Every pair that groups stand for, with the best that is said of it. */
function pairsOf({ nodes, groups, edges }: GroupedReach): Map<string, { readonly verdict: Verdict }> {
  const members = new Map(groups.map(group => [group.id, group.members]));
  const namespaces = new Map(
    nodes.map(({ id, kind, namespace }) => [id, kind === "workload" ? (namespace ?? id) : id]),
  );
  const pairs = new Map<string, { verdict: Verdict }>();
  for (const { from: callers, to: called, ports, verdict, within } of edges) {
    for (const from of members.get(callers) ?? []) {
      for (const to of members.get(called) ?? []) {
        if (from === to) continue;
        const together = namespaces.get(from) === namespaces.get(to);
        if (within !== "too" && together !== (within === "only")) continue;
        for (const port of ports) {
          const key = keyOf({ from, to, ...port });
          if (pairs.get(key)?.verdict !== "allowed") pairs.set(key, { verdict });
        }
      }
    }
  }
  return pairs;
}
