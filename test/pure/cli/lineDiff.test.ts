import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { lineDiff } from "../../../cli/check/fix/lines.ts";

describe("a diff of lines", () => {
  it("counts what each hunk has of either text", () => {
    const before = Array.from({ length: 20 }, (_, at) => `${at}\n`).join("");
    const after = before.replace("2\n", "2\nnew\n").replace("\n18\n", "\n");
    const diff = lineDiff("a.yaml", before, after).split("\n");
    assert.deepEqual(
      diff.filter(line => line.startsWith("@@")),
      ["@@ -1,6 +1,7 @@", "@@ -16,5 +17,4 @@"],
    );
    assert.deepEqual(diff.slice(0, 2), ["--- a.yaml", "+++ a.yaml"]);
    assert.equal(lineDiff("a.yaml", before, before), "");
    assert.match(lineDiff("a.yaml", "x", "y\n"), /-x\n\\ No newline at end of file\n\+y$/);
  });

  it("is what git applies", () => {
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-diff-"));
    const text = fc.array(fc.constantFrom("a\n", "b\n", "c: d\n", "\n"), { minLength: 1, maxLength: 30 });
    try {
      fc.assert(
        fc.property(text, text, fc.boolean(), (left, right, isCut) => {
          const before = left.join("");
          const after = isCut ? `${right.join("")}end` : right.join("");
          fc.pre(before !== after);
          writeFileSync(join(folder, "f"), before);
          const input = `${lineDiff("f", before, after)}\n`;
          const { status, stderr } = spawnSync("git", ["apply", "-p0", "-"], {
            cwd: folder,
            input,
            encoding: "utf8",
          });
          assert.equal(status, 0, `${stderr}\n${input}`);
          assert.equal(readFileSync(join(folder, "f"), "utf8"), after);
        }),
        { numRuns: 40 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
