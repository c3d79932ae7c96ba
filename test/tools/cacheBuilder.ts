import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { cached } from "../../tools/toolchain/index.ts";

/** A process that needs a cache entry: says when it builds it, goes on when its input ends, and says what it got. */
const [key = ""] = process.argv.slice(2);
const folder = await cached(key, async draft => {
  process.stdout.write("building\n");
  await text(process.stdin);
  await writeFile(join(draft, "tool"), `made by ${process.pid}`);
});
process.stdout.write(`got ${folder}\n`);
process.stdin.destroy();
