import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureNode } from "../harness/nodes.ts";
import { outcomeOf, root } from "../harness/project.ts";

const entry = join(root, "cli/bin/bulkhead.cjs");

describe("the command on a Node that is", function () {
  this.timeout(120_000);

  it("too old: one sentence of what is needed, and one of what to do", async () => {
    const node = await ensureNode("20.20.2");
    for (const args of [[], ["--version"], ["up"]]) {
      const { code, stdout, stderr } = await outcomeOf(spawn(node, [entry, ...args], { stdio: "pipe" }));
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(
        stderr,
        /^bulkhead needs Node 22\.18 or later, and this is Node 20\.20\.2\. Install .+\.\n$/,
      );
    }
  });

  for (const version of ["22.18.0", "24.21.0"]) {
    it(`${version}: it runs`, async () => {
      const node = await ensureNode(version);
      const { code, stdout } = await outcomeOf(spawn(node, [entry, "--version"], { stdio: "pipe" }));
      const { version: own } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
        version: string;
      };
      assert.deepEqual([code, stdout], [0, `${own}\n`]);
    });
  }

  it("asked for is the same everywhere: in package.json, in the message, in the README", async () => {
    const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      engines: { node: string };
    };
    assert.equal(engines.node, ">=22.18");
    assert.match(await readFile(entry, "utf8"), /^var oldest = \[22, 18\];$/m);
    assert.match(await readFile(join(root, "README.md"), "utf8"), /Node 22\.18 or later/);
  });
});
