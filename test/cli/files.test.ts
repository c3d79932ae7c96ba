import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Folder } from "../harness/folder.ts";
import { outcomeOf, root } from "../harness/project.ts";

/** A project of so many services on one network: as pairs, more than any pipe holds. */
function project(count: number): string {
  const services = Array.from({ length: count }, (_, index) => [
    `s${index}`,
    { image: "acme/app:1", expose: [80] },
  ]);
  return JSON.stringify({ services: Object.fromEntries(services) });
}

describe("commands that look at compose files", function () {
  this.timeout(120_000);
  const folder = new Folder();
  before(() => folder.write({ "small/compose.yaml": project(2), "large.yaml": project(100) }));
  after(() => folder.dispose());

  for (const command of ["reach", "graph"]) {
    it(`are given them by name, and their folder: ${command}`, async () => {
      const named = await folder.bulkhead(command, "small/compose.yaml");
      assert.equal(named.code, 0, named.stderr);
      assert.match(named.stdout, /s0/);
      const asOption = await folder.bulkhead(command, "--compose", "small/compose.yaml");
      assert.equal(asOption.stdout, named.stdout);
      const ofFolder = await folder.bulkhead(command, "small");
      assert.deepEqual([ofFolder.code, ofFolder.stdout], [0, named.stdout]);
    });
  }

  it("take one source at a time", async () => {
    const { code, stderr } = await folder.bulkhead("reach", "small", "--state", "x.json");
    assert.equal(code, 2);
    assert.match(stderr, /^small and --state are two sources\. Name one; `bulkhead diff` compares two\.$/m);
  });

  it("end quietly where whoever reads has seen enough", async () => {
    const line = `"${process.execPath}" "${join(root, "cli/main.ts")}" reach large.yaml --pairs | head -1`;
    const shell = spawn("bash", ["-o", "pipefail", "-c", line], { cwd: folder.path, stdio: "pipe" });
    const { code, stdout, stderr } = await outcomeOf(shell);
    assert.deepEqual([code, stdout.trim().split("\n").length, stderr], [0, 1, ""]);
  });
});
