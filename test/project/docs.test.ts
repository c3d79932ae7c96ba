import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { providerSections } from "../../tools/docs/providerTables.ts";
import { fillSections } from "../../tools/docs/sections.ts";
import { root } from "../harness/project.ts";

describe("docs/provider.md", () => {
  it("has the tables the provider works with; tools/docs/provider.ts writes them", async () => {
    const text = await readFile(join(root, "docs/provider.md"), "utf8");
    assert.equal(text, fillSections(text, await providerSections()));
  });

  it("cannot lack a table, or have one that nobody makes", () => {
    const sections = new Map([["one", "| a |"]]);
    const filled = "before\n<!-- table: one -->\n| a |\n<!-- end -->\nafter";
    assert.equal(fillSections(filled.replace("| a |", "| stale |"), sections), filled);
    assert.throws(() => fillSections("nothing", sections), /has no section one/);
    assert.throws(() => fillSections(filled.replace("one", "two"), sections), /Nobody makes .*"two"/);
  });
});
