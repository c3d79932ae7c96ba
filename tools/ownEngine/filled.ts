import { createHash } from "node:crypto";
import { join } from "node:path";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { demoImage } from "../../images/reference.ts";
import { cached } from "../toolchain/cache.ts";
import { run } from "../toolchain/command.ts";
import { type EngineRelease, engineKeys } from "../toolchain/enginePrograms.ts";
import { ensureImages } from "../toolchain/images.ts";
import { step } from "../toolchain/progress.ts";
import { OwnEngine } from "./ownEngine.ts";
import { placeIn } from "./place.ts";

/** What an engine has of its own, and every one must have anew. */
const own: readonly string[] = ["./engine-id", "./network", "./containers", "./runtimes", "./tmp"];

/**
 * Gives an archive of what an engine keeps once it has the demo images, for {@link OwnEngineOptions.filled}: to unpack it
 * takes a tenth of the time that a new engine takes to import them.
 *
 * @param mark of the run that needs it.
 * @param env the environment that release is found in.
 */
export async function ensureFilled(
  release: EngineRelease,
  mark: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const folder = await cached(`filled-${engineKeys[release]}-${hashOfImages()}`, draft =>
    step(`giving an engine ${release} the demo images`, "each one of a test begins as a copy of it", () =>
      fill(join(draft, archive), mark, env),
    ),
  );
  return join(folder, archive);
}

const archive = "data.tar";

/** Other images are another archive. */
function hashOfImages(): string {
  const names = Object.keys(catalog) as DemoImageName[];
  return createHash("sha256").update(names.map(demoImage).join()).digest("hex").slice(0, 12);
}

async function fill(file: string, mark: string, env: NodeJS.ProcessEnv): Promise<void> {
  const engine = await OwnEngine.start(mark, { env });
  try {
    await ensureImages(engine.engine);
    await engine.stop();
    const left = own.map(path => `--exclude=${path}`);
    const all = ["--xattrs", "--xattrs-include=*", ...left];
    await run("tar", [...all, "-cf", file, "-C", placeIn(engine.folder).data, "."]);
  } finally {
    await engine.dispose();
  }
}
