import { rm } from "node:fs/promises";
import { join } from "node:path";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { type DemoImage, neverNeeded } from "../../images/image.ts";
import { demoImage } from "../../images/reference.ts";
import { install } from "./apt.ts";
import { cached, findCached } from "./cache.ts";
import { answers, explained, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { inspectMachine, type Machine } from "./machine.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

const imagesFolder = join(import.meta.dirname, "../../images");

/**
 * Gives the path of the archive of a demo image's files, from the cache or made of Debian packages: an engine that
 * lacks the image takes it in within seconds.
 *
 * @param machine what this may do here; looked at when the archive has to be made.
 * @throws SetupFailure where it cannot be made.
 */
export async function ensureImageArchive(name: DemoImageName, machine?: Machine): Promise<string> {
  const folder = await cached(keyOf(name), async draft => {
    await ensureBuilder(machine ?? (await inspectMachine()));
    const why = `${catalog[name].purpose} The engine does not have it; it is made of Debian packages, once.`;
    await step(`building image ${demoImage(name)}`, why, () => makeArchive(name, draft));
  });
  return join(folder, archive);
}

/** The path of that archive where it has been made; undefined where it would have to be. */
export async function findImageArchive(name: DemoImageName): Promise<string | undefined> {
  const folder = await findCached(keyOf(name));
  return folder && join(folder, archive);
}

/** The tag is made from everything the image is made from. */
function keyOf(name: DemoImageName): string {
  return demoImage(name).replace("/", "-").replace(":", "-");
}

const archive = "root.tar";

async function ensureBuilder(machine: Machine): Promise<void> {
  if (!machine.isRoot) {
    throw new SetupFailure(
      "The engine lacks the demo images, no registry answers it, and without one only root can make them: their files belong to several users.",
      "Let the engine reach a registry, or run `sudo npm run setup` once, then this again.",
    );
  }
  if (!(await answers("mmdebstrap", ["--version"]))) await install(mmdebstrap, machine);
}

const mmdebstrap = {
  packages: ["mmdebstrap"],
  missing:
    "the engine lacks the demo images, no registry answers it, and mmdebstrap, which makes them of Debian packages, is not installed",
  cost: "a few MB, once",
  otherwise:
    "Let the engine reach a registry, install mmdebstrap, or make them on a Debian machine (`npm run setup`) and bring them here with `docker save` and `docker load`.",
};

/** Unpacks the packages, takes out what nobody needs, and makes an archive of the rest. */
async function makeArchive(name: DemoImageName, folder: string): Promise<void> {
  const image: DemoImage = catalog[name];
  const [root, tarball] = [join(folder, "root"), join(folder, archive)];
  const include = `--include=${image.packages.join(",")}`;
  try {
    await run("mmdebstrap", ["--quiet", "--mode=root", "--variant=extract", include, versions.debian, root]);
    await run("sh", ["-c", finishScript(image), "finish", root, imagesFolder]);
    await run("tar", ["-C", root, "--numeric-owner", "-cf", tarball, "."]);
    await rm(root, { recursive: true });
  } catch (error) {
    throw explained(
      error,
      `The image ${demoImage(name)} could not be made.`,
      "Correct what the program names (a package source that does not answer, a full disk), then run this again:",
    );
  }
}

/** What is done to the unpacked packages, as a script whose arguments are their folder and that of the images' files. */
function finishScript(image: DemoImage): string {
  const { name, id } = image.user;
  return [
    "set -eu",
    'cd "$1"',
    `rm -rf ${[...neverNeeded, ...image.without].join(" ")}`,
    ...Object.entries(image.links).flatMap(([path, target]) => [
      `mkdir -p "$(dirname ${path})"`,
      `ln -sf ${target} ${path}`,
    ]),
    "mkdir -p etc tmp run",
    "chmod 1777 tmp",
    `printf 'root:x:0:0:root:/root:/bin/false\\n${name}:x:${id}:${id}::/:/bin/false\\n' > etc/passwd`,
    `printf 'root:x:0:\\n${name}:x:${id}:\\n' > etc/group`,
    "printf 'hosts: files dns\\n' > etc/nsswitch.conf",
    ...image.files.map(
      ({ from, to, mode = 0o644 }) => `install -D -m ${mode.toString(8)} "$2"/${from} .${to}`,
    ),
    ...Object.entries(image.folders).map(
      ([folder, mode]) => `install -d -m ${mode.toString(8)} -o ${id} -g ${id} .${folder}`,
    ),
    "ldconfig -r .",
    "",
  ].join("\n");
}
