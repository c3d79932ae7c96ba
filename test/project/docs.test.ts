import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { networkSections } from "../../tools/docs/networkTable.ts";
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

describe("docs/network-performance.md", () => {
  it("has what was last measured; tools/docs/network.ts writes it", async () => {
    const text = await readFile(join(root, "docs/network-performance.md"), "utf8");
    const results = await readFile(join(root, "bench/results/network.md"), "utf8");
    const sections = networkSections(results);
    assert.equal(text, fillSections(text, sections));
    const lines = sections.get("measured")?.split("\n") ?? [];
    assert.ok(lines.length >= 12, "a line for each way");
    for (const line of lines) assert.equal(line.split(" | ").length, 7, line);
  });
});
