import { join } from "node:path";
import { cached } from "./cache.ts";
import { cacheRoot } from "./cacheRoot.ts";
import { buildGoTool, requireGo } from "./goTool.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

/** Docker Compose as a command of its own, the peer of the benches. */
export interface Compose {
  /** Path of the executable; it takes compose's arguments as they are (`docker-compose up -d`). */
  readonly program: string;
  readonly version: string;
  /** In words, for a message. */
  readonly origin: string;
}

const program = "docker-compose";

/**
 * Gives Docker Compose in exactly the version that is measured against, from the cache or built of its Go module;
 * what is on the PATH is not looked at, since another version is another peer.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureCompose(): Promise<Compose> {
  const key = `compose-${versions.compose}-${process.platform}-${process.arch}`;
  let origin = `${cacheRoot()}/${key}`;
  const folder = await cached(key, async draft => {
    await requireGo(
      `Docker Compose ${versions.compose}, the peer of this bench, is not built yet`,
      "Install Go 1.26.",
    );
    const why = `the benches measure against it; about 2 minutes on two cores, once for version ${versions.compose}`;
    const tool = {
      module: "compose",
      built: "cmd",
      program,
      variables: { "github.com/docker/compose/v2/internal.Version": `v${versions.compose}` },
    };
    await step("building Docker Compose from its Go module", why, () => buildGoTool(tool, draft));
    origin = "its Go module";
  });
  return { program: join(folder, program), version: versions.compose, origin };
}
