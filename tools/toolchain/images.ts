import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, inspectImage } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { type DemoImage, neverNeeded } from "../../images/image.ts";
import { demoImage } from "../../images/reference.ts";
import { install } from "./apt.ts";
import { answers, explained, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import { inspectMachine, type Machine } from "./machine.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

const imagesFolder = join(import.meta.dirname, "../../images");

/**
 * Makes every demo image that the engine does not have; gives the names of those it made.
 *
 * @param machine what this may do here; looked at when an image has to be made.
 * @throws SetupFailure where none can be made.
 */
export async function ensureImages(engine = Engine.locate(), machine?: Machine): Promise<string[]> {
  const names = Object.keys(catalog) as DemoImageName[];
  if ((await missing(engine, names)).length === 0) return [];
  return await withLock("images", "it builds the demo images", async () => {
    const wanted = await missing(engine, names);
    if (wanted.length > 0) await ensureBuilder(machine ?? (await inspectMachine()));
    for (const name of wanted) {
      const why = `${catalog[name].purpose} The engine does not have it; it is made of Debian packages, once.`;
      await step(`building image ${demoImage(name)}`, why, () => build(engine, name));
    }
    return wanted.map(demoImage);
  });
}

async function missing(engine: Engine, names: readonly DemoImageName[]): Promise<DemoImageName[]> {
  const found = await Promise.all(names.map(name => inspectImage(engine, demoImage(name))));
  return names.filter((_, index) => found[index] === undefined);
}

async function ensureBuilder(machine: Machine): Promise<void> {
  if (!machine.isRoot) {
    throw new SetupFailure(
      "The engine lacks the demo images, and only root can make them: their files belong to several users.",
      "Run `sudo npm run setup` once, then this again.",
    );
  }
  if (!(await answers("mmdebstrap", ["--version"]))) await install(mmdebstrap, machine);
}

const mmdebstrap = {
  packages: ["mmdebstrap"],
  missing:
    "the engine lacks the demo images, and mmdebstrap, which makes them of Debian packages, is not installed",
  cost: "a few MB, once",
  otherwise:
    "Install mmdebstrap, or make them on a Debian machine (`npm run setup`) and bring them here with `docker save` and `docker load`.",
};

/** Makes one image and gives it to the engine. */
async function build(engine: Engine, name: DemoImageName): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-image-"));
  try {
    const tarball = await unpack(name, folder);
    const [repository, tag] = demoImage(name).split(":");
    await engine.call(`import image ${demoImage(name)}`, async docker => {
      const options = { repo: repository, tag, changes: catalog[name].configuration };
      const answer = await docker.importImage(createReadStream(tarball), options);
      // An import that fails half-way says so in the stream, with status 200.
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(
          answer,
          error => (error === null ? resolve() : reject(error)),
          ({ error }: { error?: string }) => error !== undefined && reject(new Error(error)),
        );
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks the packages, takes out what nobody needs, and gives the path of the archive of it. */
async function unpack(name: DemoImageName, folder: string): Promise<string> {
  const image: DemoImage = catalog[name];
  const [root, tarball] = [join(folder, "root"), join(folder, "root.tar")];
  const include = `--include=${image.packages.join(",")}`;
  try {
    await run("mmdebstrap", ["--quiet", "--mode=root", "--variant=extract", include, versions.debian, root]);
    await run("sh", ["-c", finishScript(image), "finish", root, imagesFolder]);
    await run("tar", ["-C", root, "--numeric-owner", "-cf", tarball, "."]);
  } catch (error) {
    throw explained(
      error,
      `The image ${demoImage(name)} could not be made.`,
      "Correct what the program names (a package source that does not answer, a full disk), then run this again:",
    );
  }
  return tarball;
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
