import { join } from "node:path";
import { buildSite } from "./build.ts";
import { drawingsOf } from "./diagram.ts";
import { sources } from "./pages.ts";

// Writes the documents as a site: `npm run site -- [REPOSITORY]`, the URL under which the sources lie.
const root = join(import.meta.dirname, "../..");
const [repository = "https://github.com/OWNER/pulumi-bulkhead"] = process.argv.slice(2);
const drawings = await drawingsOf(root, sources(root));
const pages = buildSite(root, join(root, "dist/site"), { repository, drawings });
process.stdout.write(`${pages.length} pages in dist/site\n`);
