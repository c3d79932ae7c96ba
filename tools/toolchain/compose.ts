import { join } from "node:path";
import { cached } from "./cache.ts";
import { cacheRoot } from "./cacheRoot.ts";
import { buildGoTool, requireGo } from "./goTool.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

/** Docker Compose as a command of its own. */
export interface Compose {
  /** Path of the executable; it takes compose's arguments as they are (`docker-compose up -d`). */
  readonly program: string;
  readonly version: ComposeVersion;
  /** In words, for a message. */
  readonly origin: string;
}

/** The versions of Docker Compose that are built here. */
export type ComposeVersion = typeof versions.compose | typeof versions.currentCompose;

/** The older and the current one, which are the benches' peers. */
export const composeVersions: readonly ComposeVersion[] = [versions.compose, versions.currentCompose];

const program = "docker-compose";

/** What each is built of: the folder with its go.mod, and its Go module. */
const modules: Readonly<Record<ComposeVersion, { readonly folder: string; readonly path: string }>> = {
  [versions.compose]: { folder: "compose", path: "github.com/docker/compose/v2" },
  [versions.currentCompose]: { folder: "compose5", path: "github.com/docker/compose/v5" },
};

/**
 * Gives Docker Compose in exactly one version, from the cache or built of its Go module; what is on the PATH is not
 * looked at, since another version is another peer, and another judge.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureCompose(version: ComposeVersion = versions.compose): Promise<Compose> {
  const key = `compose-${version}-${process.platform}-${process.arch}`;
  let origin = `${cacheRoot()}/${key}`;
  const folder = await cached(key, async draft => {
    await requireGo(
      `Docker Compose ${version}, which this is held against, is not built yet`,
      "Install Go 1.26.",
    );
    const why = `this is held against it; about 2 minutes on two cores, once for version ${version}`;
    const { folder: module, path } = modules[version];
    const variables = { [`${path}/internal.Version`]: `v${version}` };
    const tool = { module, built: "cmd", program, variables };
    await step(`building Docker Compose ${version} from its Go module`, why, () => buildGoTool(tool, draft));
    origin = "its Go module";
  });
  return { program: join(folder, program), version, origin };
}
