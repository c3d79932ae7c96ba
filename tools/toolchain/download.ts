import { createWriteStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { run } from "./command.ts";
import { detail, step } from "./progress.ts";
import { versions } from "./versions.ts";

/** Where Pulumi's releases lie. */
export const releases = "https://get.pulumi.com/releases/sdk";

/** Milliseconds a download may take. */
const patience = 300_000;

/**
 * Fetches Pulumi's official release and unpacks it into a folder; false where it cannot be reached, as on a machine with
 * language registries only, or is not what it should be.
 *
 * @param from the URL below which releases lie.
 * @see https://www.pulumi.com/docs/iac/download-install/ for the names of the archives.
 */
export async function downloadPulumi(folder: string, from: string): Promise<boolean> {
  const system = { linux: "linux", darwin: "darwin" }[process.platform as string];
  const machine = { x64: "x64", arm64: "arm64" }[process.arch as string];
  if (system === undefined || machine === undefined) return false;
  const url = `${from}/pulumi-v${versions.pulumi}-${system}-${machine}.tar.gz`;
  const archive = join(folder, "release.tar.gz");
  try {
    await step(
      `downloading Pulumi ${versions.pulumi}`,
      "it is not on the PATH; about 100 MB, once",
      async () => {
        const answer = await fetch(url, { signal: AbortSignal.timeout(patience) });
        if (!answer.ok || answer.body === null) throw new Error(`it answers ${answer.status}`);
        await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(archive));
        await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
        await rm(archive);
        // What does not run here (another C library, an archive of something else) is as good as none.
        await run(join(folder, "pulumi"), ["version"]);
      },
    );
    return true;
  } catch (error) {
    detail(`${url} is not to be had: ${error instanceof Error ? error.message : String(error)}`);
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    return false;
  }
}
