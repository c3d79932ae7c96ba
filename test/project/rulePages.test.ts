import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { rulePages } from "../../policies/pages/pages.ts";
import { root } from "../harness/project.ts";

const folder = join(root, "docs/rules");

describe("the pages of the rules", () => {
  it("say what the rules say: `npm run rules:docs` writes them", async () => {
    const pages = rulePages(await readFile(join(folder, "intro.md"), "utf8"));
    assert.deepEqual((await readdir(folder)).sort(), [...pages.keys(), "intro.md"].sort());
    for (const [name, text] of pages) assert.equal(await readFile(join(folder, name), "utf8"), text, name);
  });
});
