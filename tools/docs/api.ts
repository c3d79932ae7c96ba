import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiReports } from "./apiReport.ts";

// Writes what the package's entries export: `node tools/run.mjs tools/docs/api.ts`. A test holds the files to it.
const root = join(import.meta.dirname, "../..");
for (const [entry, report] of apiReports(root)) writeFileSync(join(root, `docs/api/${entry}.api.md`), report);
