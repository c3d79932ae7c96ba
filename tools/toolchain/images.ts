import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, inspectImage } from "../../engine/index.ts";
import { catalog, type DemoImageName } from "../../images/catalog.ts";
import { type DemoImage, neverNeeded } from "../../images/image.ts";
import { demoImage } from "../../images/reference.ts";
import { install } from "./apt.ts";
import { cacheRoot } from "./cache.ts";
import { answers, run } from "./command.ts";
import { withLock } from "./lock.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

const imagesFolder = join(import.meta.dirname, "../../images");

/** Makes every demo image that the engine does not have; gives the names of those it made. */
export async function ensureImages(engine = Engine.locate()): Promise<string[]> {
  const names = Object.keys(catalog) as DemoImageName[];
  if ((await missing(engine, names)).length === 0) return [];
  return await withLock(join(cacheRoot(), "images.lock"), async () => {
    const wanted = await missing(engine, names);
    if (wanted.length > 0) await ensureBuilder();
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

async function ensureBuilder(): Promise<void> {
  if (await answers("mmdebstrap", ["--version"])) return;
  await install(
    ["mmdebstrap"],
    "it unpacks Debian packages into a folder, which becomes a demo image",
    "On another system, run this project in a Debian machine, or give your own images in the stack's config (webImage, appImage, dbImage).",
  );
}

/** Unpacks the packages, takes out what nobody needs, and gives the result to the engine. */
async function build(engine: Engine, name: DemoImageName): Promise<void> {
  const image: DemoImage = catalog[name];
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-image-"));
  try {
    const [root, tarball] = [join(folder, "root"), join(folder, "root.tar")];
    const include = `--include=${image.packages.join(",")}`;
    await run("mmdebstrap", ["--quiet", "--mode=root", "--variant=extract", include, versions.debian, root]);
    await run("sh", ["-c", finishScript(image), "finish", root]);
    await run("tar", ["-C", root, "--numeric-owner", "-cf", tarball, "."]);
    const [repository, tag] = demoImage(name).split(":");
    await engine.call(`import image ${demoImage(name)}`, async docker => {
      const options = { repo: repository, tag, changes: image.configuration };
      const answer = await docker.importImage(createReadStream(tarball), options);
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(answer, error => (error ? reject(error) : resolve()));
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is done to the unpacked packages, as a script whose first argument is their folder. */
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
      ({ from, to, mode = 0o644 }) => `install -D -m ${mode.toString(8)} ${join(imagesFolder, from)} .${to}`,
    ),
    ...Object.entries(image.folders).map(
      ([folder, mode]) => `install -d -m ${mode.toString(8)} -o ${id} -g ${id} .${folder}`,
    ),
    "ldconfig -r .",
    "",
  ].join("\n");
}
