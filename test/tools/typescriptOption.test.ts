import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runsSourcesAsTheyAre } from "../../tools/toolchain/typescriptOption.ts";

describe("a project's option typescript", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulkhead-test-option-"));
    mkdirSync(join(folder, "stacks/shop"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cases: readonly (readonly [title: string, file: string, text: string, answer: boolean])[] = [
    [
      "set to false",
      "Pulumi.yaml",
      "name: a\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      true,
    ],
    ["with a comment behind it", "Pulumi.yml", "runtime:\n  options:\n    typescript: false # none\n", true],
    ["set to true", "Pulumi.yaml", "runtime:\n  options:\n    typescript: true\n", false],
    ["not set", "Pulumi.yaml", "name: a\nruntime: nodejs\n", false],
    ["in a comment alone", "Pulumi.yaml", "runtime: nodejs\n#   typescript: false\n", false],
  ];
  for (const [title, file, text, answer] of cases) {
    it(`${title} says ${answer ? "that" : "not that"} sources run as they are, also for a folder below`, () => {
      writeFileSync(join(folder, file), text);
      assert.equal(runsSourcesAsTheyAre(folder), answer);
      assert.equal(runsSourcesAsTheyAre(join(folder, "stacks/shop")), answer);
    });
  }

  it("is nobody's outside a project", () => {
    assert.equal(runsSourcesAsTheyAre(folder), false);
  });
});
