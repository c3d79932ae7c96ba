import { ensureEngine } from "./engine.ts";
import { ensureImages } from "./images.ts";
import { say } from "./progress.ts";
import { ensurePulumi, type Pulumi } from "./pulumi.ts";

/**
 * Installs and starts what is missing on this machine, and says what is used.
 *
 * @throws SetupFailure or EngineFailure where something cannot be had.
 */
export async function setUp(): Promise<Pulumi> {
  const pulumi = await ensurePulumi();
  say(`Pulumi ${pulumi.version} from ${pulumi.origin}.`);
  const { engine, where, origin } = await ensureEngine();
  say(`Docker engine ${engine} at ${where}${origin === "running" ? "" : `, ${origin}`}.`);
  const made = await ensureImages();
  say(made.length === 0 ? "The demo images are there." : `Demo images made: ${made.join(", ")}.`);
  return pulumi;
}
