import { readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseNotes } from "./notes.ts";

/** Prints the notes of a release: `node tools/run.mjs tools/release/print.ts 0.2.0`. */
const [version = ""] = process.argv.slice(2);
const changelog = readFileSync(join(import.meta.dirname, "../../CHANGELOG.md"), "utf8");
try {
  process.stdout.write(`${releaseNotes(changelog, version)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
