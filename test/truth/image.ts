import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../engine/index.ts";
import { run } from "../../tools/toolchain/index.ts";

/** The image of every container of a scene: it sleeps, and has its namespace for others to listen in. */
export const sleeper = "bulkhead-test/sleeper:1";

/** Gives an engine the image, made of this machine's own `sleep` and what it is linked to. */
export async function importSleeper(engine: Engine): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-sleeper-"));
  try {
    const tarball = join(folder, "image.tar");
    const linked = (await run("ldd", ["/bin/sleep"])).match(/\/\S+/g) ?? [];
    const files = ["/bin/sleep", ...linked].map(path => path.slice(1));
    await run("tar", ["--create", "--dereference", "--file", tarball, "--directory", "/", ...files]);
    await engine.call(`import image ${sleeper}`, async docker => {
      const [repo, tag] = sleeper.split(":");
      const answer = await docker.importImage(createReadStream(tarball), { repo, tag });
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(answer, error => (error === null ? resolve() : reject(error)));
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
