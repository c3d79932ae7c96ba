import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaText } from "./package.ts";

// Writes what other languages know of the components: `node tools/run.mjs tools/languages/write.ts`. A test holds it.
const root = join(import.meta.dirname, "../..");
writeFileSync(join(root, "languages/schema.json"), schemaText(root));
