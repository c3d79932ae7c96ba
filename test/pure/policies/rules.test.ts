import assert from "node:assert/strict";
import { type Finding, judge, policyConfig, rules } from "../../../policies/index.ts";
import type { Example } from "./cases/case.ts";
import { examples } from "./cases/index.ts";

/** What a rule finds in an example, with its own level and settings unless the example says otherwise. */
function findingsOf(rule: string, { topology, settings = {} }: Example): Finding[] {
  const config = policyConfig({ [rule]: settings });
  return judge(topology, { config, today: "2026-11-21" }).filter(finding => finding.rule === rule);
}

const resources = (found: readonly Finding[]): string[] => found.map(({ resource }) => resource).sort();

/** Rules that look at nothing that could be yet to come. */
const alwaysTold = ["host-uts", "name-pattern", "duplicate-name", "egress-wide", "egress-allowed"];
const aboutExceptions = ["exception-expired", "exception-unused"];

describe("policies: each rule", () => {
  it("has examples of what violates it, of what is clean, and of what cannot be told", () => {
    const ids = rules.map(({ id }) => id).filter(id => !aboutExceptions.includes(id));
    assert.deepEqual(Object.keys(examples).sort(), ids.toSorted());
    for (const [id, { violated, clean, unknown = {} }] of Object.entries(examples)) {
      assert.ok(Object.keys(violated).length > 0, `${id} is violated by something`);
      assert.ok(Object.keys(clean).length > 0, `something is clean by ${id}`);
      assert.equal(Object.keys(unknown).length === 0, alwaysTold.includes(id), `${id} can be unknown`);
    }
  });

  it("says what it asks for, why, and what to do", () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length, "ids are unique");
    for (const { id, title, rationale, remedy, cis, settings } of rules) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(!title.endsWith(".") && title.length > 10, title);
      assert.match(rationale, /^[A-Z`].{40,}\.$/s, `${id}: a rationale in sentences`);
      assert.match(remedy, /^[A-Z].{5,}\.$/s, `${id}: a remedy in sentences`);
      if (cis !== undefined) assert.match(cis, /^\d\.\d+$/);
      for (const [name, { description }] of Object.entries(settings))
        assert.ok(description.length > 10, `${id}.${name} is described`);
    }
  });

  for (const [id, { violated, clean, unknown = {} }] of Object.entries(examples)) {
    describe(id, () => {
      for (const [what, example] of Object.entries(violated)) {
        it(`is violated by: ${what}`, () => {
          const found = findingsOf(id, example);
          assert.deepEqual(resources(found), (example.resources ?? ["workload/web"]).toSorted());
          for (const { verdict, message, remedy, evidence } of found) {
            assert.equal(verdict, "violated", message);
            assert.match(message, /^\S.*[^.]\.$/s);
            assert.match(remedy, /\.$/);
            assert.notEqual(evidence, "");
          }
        });
      }
      for (const [what, example] of Object.entries(clean)) {
        it(`is kept by: ${what}`, () => assert.deepEqual(findingsOf(id, example), []));
      }
      for (const [what, example] of Object.entries(unknown)) {
        it(`cannot be told of: ${what}`, () => {
          const found = findingsOf(id, example);
          assert.ok(found.length > 0, "it is said that it cannot be told");
          const wanted = example.resources ?? ["workload/web"];
          for (const { verdict, level, resource, message } of found) {
            assert.ok(wanted.includes(resource), resource);
            assert.equal(verdict, "unknown", message);
            assert.equal(level, "advisory");
            assert.match(message, /^It cannot be told whether .*: .*\.$/s);
          }
        });
      }
    });
  }
});
