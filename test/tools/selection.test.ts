import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { layers } from "../harness/layers.ts";
import { root } from "../harness/project.ts";
import { select } from "../harness/selection.ts";

/** What is run where: the tests of each part, without Mocha's other arguments. */
function chosen(...args: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    select(root, args).map(part => [part.place, part.args.filter(arg => arg.startsWith("test/"))]),
  );
}

describe("which tests npm test runs, and on what", () => {
  const all = (name: string): string => `test/${name}/**/*.test.ts`;

  it("all of them, each on what its layer needs", () => {
    const found = chosen();
    for (const [name, { engines }] of Object.entries(layers)) {
      const places = engines.length === 0 ? ["none"] : engines;
      for (const [place, specs] of Object.entries(found)) {
        assert.equal(
          specs.includes(all(name)),
          places.some(one => one === place),
          `${name} on ${place}`,
        );
      }
    }
  });

  it("every folder with tests is a layer", async () => {
    const folders = (await readdir(join(root, "test"), { withFileTypes: true })).filter(one =>
      one.isDirectory(),
    );
    assert.deepEqual(folders.map(({ name }) => name).sort(), ["harness", ...Object.keys(layers)].sort());
  });

  it("files and folders, where they belong", () => {
    assert.deepEqual(chosen("test/pure"), { none: [all("pure")] });
    assert.deepEqual(chosen("test/engines/sweep.test.ts", "test/pure/cli"), {
      none: [all("pure/cli")],
      "20.10": ["test/engines/sweep.test.ts"],
      "29": ["test/engines/sweep.test.ts"],
    });
  });

  it("on the engine that is chosen, also a layer that is run on another one otherwise", () => {
    assert.deepEqual(chosen("--engine", "29", "test/provider"), { "29": [all("provider")] });
    assert.deepEqual(chosen("test/whole", "--engine=20.10"), { "20.10": [all("whole")] });
    assert.deepEqual(Object.keys(chosen("--engine", "29")).sort(), ["29", "none"]);
    assert.deepEqual(chosen("--engine", "here", "test/whole"), { here: [all("whole")] });
  });

  it("Mocha's own arguments are Mocha's", () => {
    for (const { args } of select(root, ["-g", "the shop", "test/whole"])) {
      assert.deepEqual(args.slice(args.indexOf("-g")), ["-g", "the shop", all("whole")]);
      assert.ok(args.includes("--forbid-only"));
    }
  });

  it("an engine there is none of: what to write instead", () => {
    assert.throws(() => select(root, ["--engine", "30"]), {
      message: 'There is no engine "30" to test on. Choose one of 20.10, 29, here.',
    });
  });
});
