import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { type Engine, importImage } from "../../engine/index.ts";
import { cached, run } from "../../tools/toolchain/index.ts";

const source = join(import.meta.dirname, "program");

/** The image of both ends; it holds their one program. */
export const pairImage = "bulkhead-bench-pair:1";

/** Gives an engine on this machine the image. */
export async function importPair(engine: Engine): Promise<void> {
  const program = await readFile(await builtPair());
  const archive = pack();
  archive.entry({ name: "pair", mode: 0o755 }, program);
  archive.finalize();
  await importImage(engine, pairImage, await buffer(archive), ['ENTRYPOINT ["/pair"]']);
}

/** The path of the program, built of its sources with the Go on the PATH, once. */
async function builtPair(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(source)).sort()) hash.update(await readFile(join(source, name)));
  const folder = await cached(`bench-pair-${hash.digest("hex").slice(0, 12)}`, async draft => {
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "" };
    const args = ["build", "-trimpath", "-buildvcs=false", "-o", join(draft, "pair"), "."];
    await run("go", args, { cwd: source, env });
  });
  return join(folder, "pair");
}
