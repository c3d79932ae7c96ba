import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rulePages } from "./pages.ts";

/** Writes docs/rules; pages of families that are no more go. */
const folder = join(import.meta.dirname, "../../docs/rules");
const pages = rulePages(await readFile(join(folder, "intro.md"), "utf8"));
for (const name of await readdir(folder)) {
  if (name.endsWith(".md") && name !== "intro.md" && !pages.has(name)) await rm(join(folder, name));
}
for (const [name, text] of pages) await writeFile(join(folder, name), text);
