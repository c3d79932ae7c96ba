import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { providerSections } from "./providerTables.ts";
import { fillSections } from "./sections.ts";

// Writes the tables of docs/provider.md: `node tools/run.mjs tools/docs/provider.ts`. A test holds the file to them.
const path = join(import.meta.dirname, "../../docs/provider.md");
await writeFile(path, fillSections(await readFile(path, "utf8"), await providerSections()));
