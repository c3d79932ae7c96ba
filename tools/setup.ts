import { join } from "node:path";
import { ensureImages } from "./toolchain/images.ts";
import { ensureEngine, ensurePulumi, pulumiVariables, say } from "./toolchain/index.ts";

/** Installs and starts what is missing on this machine, and says what is used. */
async function setup(): Promise<void> {
  const pulumi = await ensurePulumi();
  say(`Pulumi ${pulumi.version} from ${pulumi.origin}.`);
  const engine = await ensureEngine();
  say(
    `Docker engine ${engine.engine} at ${engine.where}${engine.origin === "running" ? "" : `, ${engine.origin}`}.`,
  );
  const made = await ensureImages();
  say(made.length === 0 ? "The demo images are there." : `Demo images made: ${made.join(", ")}.`);
  pulumiVariables(join(import.meta.dirname, ".."), pulumi);
}

try {
  await setup();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
