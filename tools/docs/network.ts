import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { networkSections } from "./networkTable.ts";
import { fillSections } from "./sections.ts";

// Writes what was last measured into docs/network-performance.md.
const root = join(import.meta.dirname, "../..");
const page = join(root, "docs/network-performance.md");
const results = await readFile(join(root, "bench/results/network.md"), "utf8");
await writeFile(page, fillSections(await readFile(page, "utf8"), networkSections(results)));
