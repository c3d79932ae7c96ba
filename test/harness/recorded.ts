import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./project.ts";
import { runId } from "./run.ts";

/** Set, what commands say is written into the documents; else it is held against them. */
const variable = "BULKHEAD_RECORD";

/**
 * Holds a block of a document to what a command has just said: `<!-- recorded: NAME -->` is above it. So a page shows
 * what was seen, and a test says once it is seen no more. `BULKHEAD_RECORD=1 npm test -- FILE` writes it anew.
 */
export async function recorded(document: string, name: string, said: string): Promise<void> {
  const path = join(root, document);
  const text = await readFile(path, "utf8");
  const block = new RegExp(`(<!-- recorded: ${name} -->\\n\`\`\`\\w*\\n)([\\s\\S]*?)(\`\`\`\\n)`);
  const [, begin = "", shown, end = ""] = block.exec(text) ?? [];
  assert.ok(shown !== undefined, `${document} has no block ${name}`);
  const now = `${said.trimEnd()}\n`;
  if (process.env[variable] === "1") {
    await writeFile(
      path,
      text.replace(block, () => `${begin}${now}${end}`),
    );
  } else {
    assert.equal(now, shown, `${document}, ${name}`);
  }
}

/** A text without what is another in every run: parts of names, and how long ago something was. */
export function lasting(text: string): string {
  return text
    .replaceAll(new RegExp(`-${runId}-\\d+`, "g"), "")
    .replaceAll(/-[0-9a-f]{7}\b/g, "")
    .replaceAll(/(Exited \(\d+\)) [\w ]+ ago/g, "$1 a moment ago");
}
